import type { Operation } from '@latchkey/contract/operation';
import * as z from 'zod';

/** Where a value stands in a body; a number is a place in a list. */
export type Path = readonly (string | number)[];

/** One field that a body may have, at the first line of a list; `free` is text without a fixed form or choice. */
export type Field = {
  path: Path;
  name: string;
  required: boolean;
  nullable: boolean;
  type: 'string' | 'number' | 'boolean' | 'object' | 'array';
  free: boolean;
};

type Schema = {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  pattern?: string;
  format?: string;
};

/** Every field of an operation's body, however deep, as the contract describes what comes in. */
export function fieldsOf(operation: Operation): Field[] {
  return operation.body === undefined ? [] : fieldsIn(schemaOf(operation.body), []);
}

/** Every object of a body that fields stand in, by its path; the body itself first. */
export function objectsOf(operation: Operation): Path[] {
  const fields = fieldsOf(operation);
  const inner = fields.flatMap((field) => {
    if (field.type === 'string' || field.type === 'number' || field.type === 'boolean') return [];
    if (field.type === 'object') return [field.path];
    // A list of plain values has no objects in it.
    const line = [...field.path, 0];
    return fields.some(({ path }) => path.length > line.length && line.every((step, at) => path[at] === step))
      ? [line]
      : [];
  });
  return [[], ...inner];
}

/** A copy of a body with one value put in. */
export function withValue(body: object, path: Path, value: unknown): object {
  const copy = structuredClone(body);
  const [last, parent] = placeIn(copy, path);
  // Not by assignment, so that a field named `__proto__` becomes one.
  Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

/** A copy of a body with one field left out. */
export function without(body: object, path: Path): object {
  const copy = structuredClone(body);
  const [last, parent] = placeIn(copy, path);
  Reflect.deleteProperty(parent, last);
  return copy;
}

function schemaOf(body: z.ZodObject): Schema {
  return z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) as Schema;
}

function fieldsIn(schema: Schema, path: Path): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, given]) => {
    const nullable = given.anyOf?.some((one) => one.type === 'null') ?? false;
    const inner = given.anyOf?.find((one) => one.type !== 'null') ?? given;
    const at = [...path, name];
    const type = typeOf(inner);
    const required = schema.required?.includes(name) ?? false;
    const free = type === 'string' && (inner.enum ?? inner.pattern ?? inner.format) === undefined;
    const field = { path: at, name, required, nullable, type, free } as const;
    if (type === 'array') return [field, ...fieldsIn(inner.items ?? {}, [...at, 0])];
    return type === 'object' ? [field, ...fieldsIn(inner, at)] : [field];
  });
}

function typeOf({ type, enum: choices }: Schema): Field['type'] {
  if (type === 'array' || type === 'object' || type === 'boolean') return type;
  const isNumber = type === 'integer' || type === 'number' || typeof choices?.[0] === 'number';
  return isNumber ? 'number' : 'string';
}

function placeIn(body: object, path: Path): [string | number, object] {
  const parent = path.slice(0, -1).reduce<object>((at, step) => Reflect.get(at, step) as object, body);
  return [path.at(-1) ?? '', parent];
}
