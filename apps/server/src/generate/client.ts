// Writes the client package's operations: their types, so that it needs no schema at run time, and where each field goes.
import { readFileSync } from 'node:fs';
import { commonRefusals, isForTokens, type Operation, pathOf, refusalShape } from '@latchkey/contract/operation';
import { operations } from '@latchkey/contract/operations';
import { languages } from '@latchkey/domain/language';
import { mailProblems } from '@latchkey/domain/mail';
import { permissions, roles } from '@latchkey/domain/role';
import * as z from 'zod';
import { inputSchema, type JsonSchema, lineRefusalsOf, nounOf, permissionOf, refusalsOf } from '../kit/openapi.ts';
import { writeOrCheck } from './kit/output.ts';
import { braced, literal, membersOf, typeOf, union, WRITTEN_AS } from './kit/typescript.ts';

const FILE = '../../packages/client/src/operations.generated.ts';
/** Lists of the rule book that have a name in the client too. Facts of refusals speak of them by it. */
const VOCABULARY: Record<string, readonly string[]> = {
  Permission: permissions,
  Role: roles,
  Language: languages,
  MailProblemKind: mailProblems,
};

if (import.meta.main) {
  const rules = readFileSync(new URL('../../../../packages/domain/src/refusal.ts', import.meta.url), 'utf8');
  await writeOrCheck(FILE, clientOf(operations, rules));
}

/**
 * The file's text: every operation with its input, reply and refusals, and the client that has them by noun and verb.
 * The refusals and their facts are those of the rule book's own source, `rules`. Throws at what can't be told apart or written.
 */
export function clientOf(all: readonly Operation[], rules: string): string {
  const text = [
    '// Written by `npm run generate` from the contract. Do not edit.',
    `import type { Call, OperationFacts } from './call.ts';`,
    ...Object.entries(VOCABULARY).map(([name, words]) => `export type ${name} = ${union(words.map(literal))};`),
    refusalsIn(rules),
    `export type RefusalCode = Refusal['code'];`,
    '/** The codes that any call may be refused with. */',
    `export type CommonRefusalCode = ${codes(Object.values(commonRefusals).flat())};`,
    '/** What goes into each operation, what comes out and how it is refused, by its id. */',
    `export type Operations = {\n${all.map(typesOf).join('\n')}\n};`,
    '/** Every operation as a method, by noun and verb. */',
    `export type Client = {\n${[...Map.groupBy(all, nounOf)].map(([noun, its]) => methodsOf(noun, its)).join('\n')}\n};`,
    '/** Where each operation is and where its fields go. */',
    `export const operations: Record<keyof Operations, OperationFacts> = {\n${all.map(factsOf).join('\n')}\n};`,
  ].join('\n\n');
  return `${indented(text.replaceAll('*/\n\n', '*/\n'))}\n`;
}

/** The rule book's union of refusals as it is written there. */
function refusalsIn(rules: string): string {
  const refusals = /^export type Refusal =\n(?: {2}\|.*\n)*? {2}\|.*;$/m.exec(rules)?.[0];
  if (refusals === undefined) throw new Error('the rule book has no union of refusals where it was');
  const unknown = refusals.match(/(?<=[:|&<]\s*)[A-Z]\w+/g)?.find((name) => !(name in VOCABULARY));
  if (unknown !== undefined)
    throw new Error(`refusals speak of ${unknown}, which the client’s vocabulary does not have`);
  return `/** Every way in which a call, or a line of one, is refused: a stable code with its facts. */\n${refusals}`;
}

function typesOf(operation: Operation): string {
  const marks = (['dryRun', 'idempotent'] as const).flatMap((mark) => (operation[mark] ? [`${mark}: true;`] : []));
  const common: readonly string[] = commonRefusals[operation.scope];
  const members = [
    `input: ${named(braced(fieldsOf(operation).map(({ member }) => member)))};`,
    `reply: ${named(replyOf(operation))};`,
    `refusals: ${codes(refusalsOf(operation).filter((code) => !common.includes(code)))};`,
    ...marks,
  ];
  return `'${operation.id}': {\n${members.join('\n')}\n};`;
}

type Field = { name: string; member: string; place: 'path' | 'query' | 'body' };

/** Path, query and body as the fields of one input. */
function fieldsOf(operation: Operation): Field[] {
  const inPath = [...pathOf(operation).matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    member: `${name}: string;`,
  }));
  const fields: Field[] = [
    ...inPath.map((one) => ({ ...one, place: 'path' as const })),
    ...sentFields(operation.query).map((one) => ({ ...one, place: 'query' as const })),
    ...sentFields(operation.body).map((one) => ({ ...one, place: 'body' as const })),
  ];
  const names = fields.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw new Error(`${operation.id} has two fields ${twice}: a client could not tell them apart`);
  return fields;
}

function sentFields(schema: z.ZodObject | undefined): { name: string; member: string }[] {
  if (!schema) return [];
  const members = membersOf(inputSchema(schema), 'sent');
  return Object.keys(schema.shape).map((name, at) => ({ name, member: members[at] ?? '' }));
}

function replyOf(operation: Operation): string {
  const schema = z.toJSONSchema(operation.reply, {
    io: 'output',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema === refusalShape)
        jsonSchema[WRITTEN_AS] = `Extract<Refusal, { code: ${codes(lineRefusalsOf(operation))} }>`;
    },
  }) as JsonSchema;
  const { consequences: _, ...without } = schema['properties'] as Record<string, JsonSchema>;
  const never = operation.bulk && !operation.dryRun;
  return typeOf(never ? { ...schema, properties: without } : schema, 'answered');
}

function methodsOf(noun: string, its: Operation[]): string {
  return `${noun}: {\n${its.map((one) => `${docOf(one)}\n${methodOf(one)}: Call<Operations['${one.id}']>;`).join('\n')}\n};`;
}

function methodOf({ id }: Operation): string {
  return id.slice(id.indexOf('.') + 1).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function docOf(operation: Operation): string {
  const { summary, bulk } = operation;
  const refusals = bulk ? lineRefusalsOf(operation) : operation.refusals;
  const paragraphs = [
    summary,
    `\`${operation.method} ${pathOf(operation)}\`${callersOf(operation)}.`,
    ...(refusals.length === 0 ? [] : [`${bulk ? 'A line is refused' : 'Refused'} with ${quoted(refusals)}.`]),
  ];
  return `/**\n * ${paragraphs.join('\n *\n * ')}\n */`;
}

function callersOf(operation: Operation): string {
  const permission = permissionOf(operation);
  if (operation.scope === 'public') return ', for anybody';
  if (!isForTokens(operation)) return ', not for tokens';
  return permission === undefined ? '' : `, asks for \`${permission}\``;
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}

function factsOf(operation: Operation): string {
  const query = fieldsOf(operation).filter(({ place }) => place === 'query');
  const members = [
    `method: ${literal(operation.method)};`,
    `path: ${literal(pathOf(operation))};`,
    ...(query.length === 0 ? [] : [`query: [${query.map(({ name }) => literal(name)).join(', ')}];`]),
    ...(operation.idempotent ? ['idempotent: true;'] : []),
  ];
  return `'${operation.id}': { ${members
    .join(' ')
    .replaceAll(/;(?=\s|$)/g, ',')
    .replace(/,$/, '')} },`;
}

function codes(of: readonly string[]): string {
  return of.length === 0 ? 'never' : union(of.toSorted().map(literal));
}

/** A type with the lists of the rule book called by their names. */
function named(type: string): string {
  return Object.entries(VOCABULARY).reduce((at, [name, words]) => at.replaceAll(union(words.map(literal)), name), type);
}

/** Lines moved in by the brackets that stand open at their beginning. */
function indented(text: string): string {
  let depth = 0;
  const lines = text.split('\n').map((line) => {
    const [opens, closes] = [/[{<[]$/.test(line), /^[}>\]]/.test(line)];
    if (closes) depth--;
    const moved = line === '' || /^ {2}\|/.test(line) ? line : '  '.repeat(depth) + line;
    if (opens) depth++;
    return moved;
  });
  return lines.join('\n');
}
