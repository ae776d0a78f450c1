// The API reference as a page for people, from the same contract as openapi.json.
import { commonRefusals, isForTokens, type Operation, pathOf, type Scope } from '@latchkey/contract/operation';
import { operations } from '@latchkey/contract/operations';
import { refusalStatus } from '@latchkey/contract/refusals';
import type { RefusalCode } from '@latchkey/domain/refusal';
import { catalogueOf, type Catalogue } from '@latchkey/messages/catalogue';
import { createElement as h, Fragment, type ReactNode } from 'react';
import type * as z from 'zod';
import { documentOf } from './document.ts';
import { inputSchema, type JsonSchema, lineRefusalsOf, nounOf, refusalsOf } from './openapi.ts';

/** The reference of every operation, grouped by noun, each under the anchor of its id: `#invitation.send`. */
export async function referencePage(version: string): Promise<string> {
  const sentences = await catalogueOf('en');
  const nouns = [...Map.groupBy(operations, nounOf)];
  const body = h(
    Fragment,
    null,
    h(
      'header',
      null,
      h('h1', null, 'API reference'),
      h('p', { className: 'quiet' }, `Latchkey ${version}`),
      introduction(),
    ),
    h('nav', { 'aria-label': 'Nouns' }, h('ul', null, ...nouns.map(([noun]) => h('li', { key: noun }, anchor(noun))))),
    h('main', null, ...nouns.map(([noun, its]) => nounSection(noun, its, sentences)), commonSection(sentences)),
  );
  return documentOf({ language: 'en', title: 'API reference · Latchkey', body });
}

function introduction(): ReactNode {
  const code = (text: string) => h('code', null, text);
  return h(
    Fragment,
    null,
    h(
      'p',
      null,
      'Whatever the screens can do, the API can. Bodies are JSON objects in which unknown fields are refused. Refusals are problems of RFC 9457 with a stable ',
      code('code'),
      '. The same for programs: ',
      h('a', { href: '/api/openapi.json' }, 'openapi.json'),
      ' (OpenAPI 3.1), and as a typed client the package ',
      code('@latchkey/client'),
      ', which comes with Latchkey’s source.',
    ),
    h(
      'p',
      null,
      'Programs call with a token, which acts in one account with some of the permissions of who made it, and no longer than they hold them: ',
      code('Authorization: Bearer lk_…'),
      '. Tokens are made with ',
      anchor('token.create'),
      ' or on the screens. Pages call with the cookie of a sign-in; then every call but GET needs the header ',
      code('Origin'),
      ' with the public address.',
    ),
  );
}

function nounSection(noun: string, its: Operation[], sentences: Catalogue): ReactNode {
  return h(
    'section',
    { key: noun, 'aria-labelledby': noun },
    h('h2', { id: noun }, noun),
    ...its.map((operation) => operationSection(operation, sentences)),
  );
}

function operationSection(operation: Operation, sentences: Catalogue): ReactNode {
  const { id, method, summary } = operation;
  const own = new Set<RefusalCode>(commonRefusals[operation.scope]);
  const refusals = refusalsOf(operation).filter((code) => !own.has(code));
  return h(
    'section',
    { key: id, id, className: 'operation', 'aria-labelledby': `${id}-name` },
    h('h3', { id: `${id}-name` }, anchor(id)),
    h('p', null, h('code', null, `${method} ${pathOf(operation)}`)),
    h('p', null, summary),
    h('p', { className: 'quiet' }, whoMay(operation)),
    ...extrasOf(operation).map((text) => h('p', { key: text, className: 'quiet' }, text)),
    fieldsTable('Query', operation.query),
    fieldsTable('Body', operation.body),
    refusalsTable('A line may be refused with', lineRefusalsOf(operation), sentences),
    refusalsTable('May be refused with', refusals, sentences),
  );
}

const callers: Record<Scope, string> = {
  public: 'Anybody may call it.',
  person: 'Whoever is signed in may call it.',
  account: 'Every active member of the account may call it.',
  operator: 'Only the operator may call it.',
};

function whoMay(operation: Operation): string {
  const { scope, permission, holderOnly } = operation;
  if (holderOnly) return 'Only the account holder may call it.';
  if (scope !== 'account' || permission === undefined) return callers[scope];
  return `Active members of the account with the permission ${permission} may call it.`;
}

function extrasOf(operation: Operation): string[] {
  return [
    ...(operation.fresh ? ['Asks for a sign-in whose password was proved in the last minutes.'] : []),
    ...(isForTokens(operation) ? ['A token may call it.'] : []),
    ...(operation.bulk ? ['Takes up to 500 items; the reply has a result or a refusal for each.'] : []),
    ...(operation.dryRun ? ['With ?dry_run=true it answers with the consequences and changes nothing.'] : []),
    ...(operation.idempotent ? ['Takes an Idempotency-Key.'] : []),
  ];
}

function commonSection(sentences: Catalogue): ReactNode {
  const codes = [...new Set(Object.values(commonRefusals).flat())].toSorted();
  return h(
    'section',
    { 'aria-labelledby': 'common-refusals' },
    h('h2', { id: 'common-refusals' }, 'Refusals every call can meet'),
    refusalsTable('', codes, sentences),
  );
}

function fieldsTable(title: string, schema: z.ZodObject | undefined): ReactNode {
  const rows = schema === undefined ? [] : fieldsOf(inputSchema(schema), '');
  if (rows.length === 0) return null;
  const cells = rows.map(({ name, required, kind }) =>
    h(
      'tr',
      { key: name },
      rowHead(name),
      h('td', null, kind),
      h('td', { className: 'quiet' }, required ? 'required' : 'optional'),
    ),
  );
  return h(Fragment, null, h('h4', null, title), table(['Field', 'Value', ''], cells));
}

type Field = { name: string; required: boolean; kind: string };

/** The fields of an object, those of lists and objects in it under their whole path: `items[].email`. */
function fieldsOf(schema: JsonSchema, prefix: string): Field[] {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>;
  const required = (schema['required'] ?? []) as string[];
  return Object.entries(properties).flatMap(([key, one]) => {
    const name = `${prefix}${key}`;
    const inner = innerOf(one);
    const field = { name, required: required.includes(key), kind: kindOf(one) };
    return inner ? [field, ...fieldsOf(inner, `${name}${one['type'] === 'array' ? '[]' : ''}.`)] : [field];
  });
}

function innerOf(schema: JsonSchema): JsonSchema | undefined {
  const candidates = [schema['items'], schema, ...((schema['anyOf'] ?? []) as JsonSchema[])] as (
    | JsonSchema
    | undefined
  )[];
  return candidates.find((one) => one?.['properties'] !== undefined);
}

function kindOf(schema: JsonSchema): string {
  if (Array.isArray(schema['anyOf'])) return (schema['anyOf'] as JsonSchema[]).map(kindOf).join(' or ');
  if (Array.isArray(schema['enum'])) return (schema['enum'] as unknown[]).join(', ');
  const items = schema['items'] as JsonSchema | undefined;
  if (Array.isArray(items?.['enum'])) return `any of ${kindOf(items)}`;
  const limits = [
    schema['format'],
    bounds(schema['minLength'], schema['maxLength'], 'characters'),
    bounds(schema['minimum'], schema['maximum'], ''),
    bounds(schema['minItems'], schema['maxItems'], 'items'),
    schema['default'] === undefined ? undefined : `default ${JSON.stringify(schema['default'])}`,
  ].filter((part) => part !== undefined);
  const types = [schema['type'] ?? 'any'].flat() as string[];
  return [types.join(' or '), ...(limits as string[])].join(', ');
}

function bounds(low: unknown, high: unknown, of: string): string | undefined {
  if (typeof low !== 'number' && typeof high !== 'number') return undefined;
  return `${rangeOf(low, high)} ${of}`.trim();
}

function rangeOf(low: unknown, high: unknown): string {
  if (typeof low !== 'number') return `up to ${Number(high)}`;
  return typeof high === 'number' ? `${low} to ${high}` : `from ${low}`;
}

function refusalsTable(title: string, codes: readonly RefusalCode[], sentences: Catalogue): ReactNode {
  if (codes.length === 0) return null;
  const rows = [...codes]
    .toSorted()
    .map((code) =>
      h(
        'tr',
        { key: code },
        rowHead(code),
        h('td', null, String(refusalStatus[code])),
        h('td', null, plainSentence(sentences[`refusal.${code}`])),
      ),
    );
  return h(Fragment, null, title === '' ? null : h('h4', null, title), table(['Code', 'Status', 'Sentence'], rows));
}

/** A sentence of the catalogue with its facts as `{name}`: the plural is shown in its general form. */
export function plainSentence(icu: string): string {
  return icu
    .replaceAll(/\{(\w+), plural,(?:[^{}]|\{[^{}]*\})*?other \{([^{}]*)\}\s*\}/g, (_, name: string, other: string) =>
      other.replace('#', `{${name}}`),
    )
    .replaceAll(/\{(\w+), \w+\}/g, '{$1}');
}

function table(heads: string[], rows: ReactNode[]): ReactNode {
  const head = h(
    'thead',
    null,
    h(
      'tr',
      null,
      ...heads.map((text) =>
        h(text === '' ? 'td' : 'th', { key: text, ...(text === '' ? {} : { scope: 'col' }) }, text),
      ),
    ),
  );
  return h('div', { className: 'scroll' }, h('table', null, head, h('tbody', null, ...rows)));
}

function rowHead(text: string): ReactNode {
  return h('th', { scope: 'row' }, h('code', null, text));
}

function anchor(id: string): ReactNode {
  return h('a', { href: `#${id}` }, id);
}
