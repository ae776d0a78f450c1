// Writes schema.sql: what the migrations add up to, to be read and to be compared, never to be run.
import type pg from 'pg';
import { readCatalogue, type Catalogue, type Line, type Relation } from './kit/catalogue.ts';
import { withMigrated } from './kit/migrated.ts';
import { writeOrCheck } from './kit/output.ts';

const HEAD = `-- What the migrations add up to. Written by \`npm run generate\`; do not edit.
-- Everything belongs to latchkey_owner where nothing else is said. The months of the audit log and the queue's own schema are left out.`;

if (import.meta.main) await writeOrCheck('schema.sql', await withMigrated(schemaOf));

/** The file's text for a migrated database: the same on every version of PostgreSQL. */
export async function schemaOf(client: pg.Client): Promise<string> {
  const catalogue = await readCatalogue(client);
  const { extensions, schemas, functions } = catalogue;
  const relations = catalogue.relations.map((relation) => relationOf(relation, catalogue));
  const blocks = [HEAD, extensions.join('\n'), ...schemas, ...relations, ...functions];
  return `${blocks.join('\n\n')}\n`;
}

function relationOf(relation: Relation, { columns, constraints, after }: Catalogue): string {
  const its = (lines: Line[]) => lines.filter((line) => line.of === relation.name).map((line) => line.text);
  return [createOf(relation, its(columns), its(constraints)), ...its(after)].join('\n');
}

function createOf({ kind, head, tail }: Relation, columns: string[], constraints: string[]): string {
  if (kind === 'view') return head;
  const within = kind === 'partition' ? constraints : [...columns, ...constraints];
  const body = within.length === 0 ? '' : ` (\n  ${within.join(',\n  ')}\n)`;
  return `${head}${body}${tail};`;
}
