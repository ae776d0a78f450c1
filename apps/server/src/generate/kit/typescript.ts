import type { JsonSchema } from '../../kit/openapi.ts';

/** Which way a value goes: a field that is sent may be left undefined, one that is answered is there or is not. */
export type Direction = 'sent' | 'answered';

/** The keyword under which a schema brings its TypeScript type along, for what JSON Schema can't say. */
export const WRITTEN_AS = 'x-typescript';

const PLAIN: Record<string, string> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
};
/** An object up to this long stands on one line. */
const LINE = 90;

/** The TypeScript type of what a JSON Schema (2020-12) lets in. Throws at what nobody has mapped yet. */
export function typeOf(schema: JsonSchema, direction: Direction): string {
  const { type, enum: words, anyOf, oneOf, [WRITTEN_AS]: written } = schema;
  if (typeof written === 'string') return written;
  if ('const' in schema) return literal(schema['const']);
  if (Array.isArray(words)) return union(words.map(literal));
  const choices = anyOf ?? oneOf;
  if (Array.isArray(choices)) return union(choices.map((one: JsonSchema) => typeOf(one, direction)));
  if (Array.isArray(type)) return union(type.map((one) => typeOf({ ...schema, type: one }, direction)));
  if (type === 'array') return arrayOf(schema, direction);
  if (type === 'object') return objectOf(schema, direction);
  if (typeof type === 'string' && type in PLAIN) return PLAIN[type] as string;
  if (Object.keys(schema).length === 0) return 'unknown';
  throw new Error(`nobody has said how this is written in TypeScript: ${JSON.stringify(schema)}`);
}

/** An object's fields as members of a type, in their order; of what is sent each with its limits. */
export function membersOf(schema: JsonSchema, direction: Direction): string[] {
  const required = (schema['required'] ?? []) as string[];
  return Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>).map(([name, one]) => {
    const its = typeOf(one, direction);
    if (direction === 'answered') return `${name}${required.includes(name) ? '' : '?'}: ${its};`;
    return `${noteOf(one)}${name}${required.includes(name) ? `: ${its}` : `?: ${union([its, 'undefined'])}`};`;
  });
}

/** A type of these members, on one line where it fits. */
export function braced(members: string[]): string {
  if (members.length === 0) return 'Record<string, never>';
  const line = `{ ${members.join(' ').replace(/;$/, '')} }`;
  return line.length <= LINE && !line.includes('\n') ? line : `{\n${members.join('\n')}\n}`;
}

/** These types as one, each once. */
export function union(types: string[]): string {
  return [...new Set(types)].join(' | ');
}

/** A value as TypeScript writes it. */
export function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value.replaceAll(/['\\]/g, '\\$&')}'` : JSON.stringify(value);
}

function objectOf(schema: JsonSchema, direction: Direction): string {
  const { additionalProperties: more } = schema;
  const members = membersOf(schema, direction);
  const open = typeof more === 'object' && more !== null;
  return braced(open ? [...members, `[name: string]: ${typeOf(more as JsonSchema, direction)};`] : members);
}

function arrayOf({ items }: JsonSchema, direction: Direction): string {
  if (typeof items !== 'object' || items === null) throw new Error('a list of what?');
  const item = typeOf(items as JsonSchema, direction);
  return /^\w+$|^\{[^{}]*\}$/.test(item) ? `${item}[]` : `Array<${item}>`;
}

/** What a caller has to know to be let in: limits, and what counts when the field is left out. */
function noteOf(schema: JsonSchema): string {
  const { default: preset, minimum, maximum, minItems, maxItems, maxLength } = schema;
  const parts = [
    ...(typeof maxLength === 'number' ? [`up to ${maxLength} characters`] : []),
    ...between(minimum, maximum, ''),
    ...between(minItems, maxItems, ' items'),
    ...(preset === undefined ? [] : [`${JSON.stringify(preset)} when left out`]),
  ];
  return parts.length === 0 ? '' : `/** ${capital(parts.join(', '))}. */\n`;
}

function between(low: unknown, high: unknown, of: string): string[] {
  if (typeof high !== 'number' || high === Number.MAX_SAFE_INTEGER) return [];
  return [typeof low === 'number' ? `${low} to ${high}${of}` : `up to ${high}${of}`];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
