// The OpenAPI 3.1 description, derived from the contract: nothing in it is written by hand, so nothing can be out of date.
import { operations } from '@latchkey/contract/operations';
import { commonRefusals, isForTokens, type Operation, pathOf } from '@latchkey/contract/operation';
import { refusalStatus } from '@latchkey/contract/refusals';
import type { RefusalCode } from '@latchkey/domain/refusal';
import * as z from 'zod';
import { cookieJar } from './cookies.ts';

/** A JSON Schema (2020-12), which is what OpenAPI 3.1 is made of. */
export type JsonSchema = { [keyword: string]: unknown };

type Parameter = {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
};
type Response = {
  description: string;
  headers?: Record<string, { description: string; schema: JsonSchema }>;
  content?: Record<string, { schema: JsonSchema }>;
};

export type OperationObject = {
  operationId: string;
  tags: string[];
  summary: string;
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, Response>;
  security: Record<string, string[]>[];
  /** What the caller must be allowed to do, or `operator` or `holder`: what they must be. */
  'x-permission'?: string;
  /** Codes that single lines of a bulk reply may carry. */
  'x-line-refusals'?: readonly string[];
};

export type OpenApi = {
  openapi: '3.1.1';
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, OperationObject>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, object> };
};

const COOKIE = 'sign-in';
const TOKEN = 'token';

/** The description of the whole API as it is served at this address. */
export function openApiOf(installation: { publicUrl: string; version: string }): OpenApi {
  const { publicUrl, version } = installation;
  const paths: OpenApi['paths'] = {};
  for (const operation of operations) {
    const path = pathOf(operation).replaceAll(/:([a-z_]+)/g, '{$1}');
    (paths[path] ??= {})[operation.method.toLowerCase()] = describe(operation);
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Latchkey', version, description: ABOUT },
    servers: [{ url: publicUrl }],
    tags: [...new Set(operations.map(nounOf))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: PROBLEM },
      securitySchemes: {
        [COOKIE]: {
          type: 'apiKey',
          in: 'cookie',
          name: cookieJar(publicUrl).signIn,
          description:
            'Set by person.sign-in. Everything but GET also needs the header Origin with the public address.',
        },
        [TOKEN]: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A personal or account token, made with token.create for one account and with some of the permissions of who made it. ' +
            'Cookies are not looked at then, and no Origin is needed.',
        },
      },
    },
  };
}

/** The noun an operation is of: what stands before the dot. */
export function nounOf({ id }: Pick<Operation, 'id'>): string {
  return id.split('.')[0] ?? id;
}

/** What the caller of an operation must be allowed to do, or must be. */
export function permissionOf({ scope, permission, holderOnly }: Operation): string | undefined {
  if (scope === 'operator') return 'operator';
  return holderOnly ? 'holder' : permission;
}

/** The codes an operation as a whole may be refused with; of a bulk operation those of its rules stand on its lines instead. */
export function refusalsOf(operation: Operation): RefusalCode[] {
  const own = operation.bulk ? [] : operation.refusals;
  const more: RefusalCode[] = [
    ...(operation.params ? (['not-found'] as const) : []),
    ...(operation.idempotent ? (['idempotency-key-reused'] as const) : []),
  ];
  const impossible = new Set<RefusalCode>([
    ...(operation.method === 'GET' ? (['not-json', 'body-too-large', 'wrong-origin'] as const) : []),
    ...(operation.fresh ? [] : (['not-fresh'] as const)),
    ...(operation.holderOnly ? [] : (['holder-only'] as const)),
    ...(isForTokens(operation) ? (['not-for-tokens'] as const) : []),
  ]);
  const common = commonRefusals[operation.scope].filter((code) => !impossible.has(code));
  return [...new Set([...own, ...more, ...common])];
}

/** The codes a line of a bulk operation may be refused with: those of its rules, and that the line is not what was asked for. */
export function lineRefusalsOf(operation: Operation): RefusalCode[] {
  return operation.bulk ? [...new Set<RefusalCode>([...operation.refusals, 'invalid'])] : [];
}

/** What goes in, as JSON Schema: what a value is before the contract cleans it. */
export function inputSchema(schema: z.ZodType): JsonSchema {
  return schemaOf(schema, 'input');
}

function describe(operation: Operation): OperationObject {
  const permission = permissionOf(operation);
  const parameters = parametersOf(operation);
  return {
    operationId: operation.id,
    tags: [nounOf(operation)],
    summary: operation.summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(operation.body ? { requestBody: { required: true, content: json(inputSchema(operation.body)) } } : {}),
    responses: {
      '200': { description: 'Done.', content: json(schemaOf(operation.reply, 'output')) },
      ...problemsOf(operation),
    },
    security: [
      ...(operation.scope === 'public' ? [] : [{ [COOKIE]: [] }]),
      ...(isForTokens(operation) ? [{ [TOKEN]: [] }] : []),
    ],
    ...(permission === undefined ? {} : { 'x-permission': permission }),
    ...(operation.bulk ? { 'x-line-refusals': lineRefusalsOf(operation) } : {}),
  };
}

function parametersOf(operation: Operation): Parameter[] {
  const typed = propertiesOf(operation.params);
  const inPath = [...pathOf(operation).matchAll(/:([a-z_]+)/g)].map(([, name = '']): Parameter => {
    const schema = typed.find((one) => one.name === name)?.schema ?? { type: 'string', format: 'uuid' };
    return { name, in: 'path', required: true, schema };
  });
  const inQuery = propertiesOf(operation.query).map((one): Parameter => ({ ...one, in: 'query' }));
  return [
    ...inPath,
    ...inQuery,
    ...(operation.dryRun ? [DRY_RUN] : []),
    ...(operation.idempotent ? [IDEMPOTENCY_KEY] : []),
  ];
}

function propertiesOf(schema: z.ZodObject | undefined): { name: string; required: boolean; schema: JsonSchema }[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = inputSchema(schema) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, one]) => ({ name, required: required.includes(name), schema: one }));
}

function problemsOf(operation: Operation): Record<string, Response> {
  const byStatus = Map.groupBy(refusalsOf(operation), (code) => refusalStatus[code]);
  return Object.fromEntries(
    [...byStatus]
      .toSorted(([one], [other]) => one - other)
      .map(([status, codes]) => {
        const code = { enum: codes.toSorted() };
        const schema = { allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code } }] };
        const description = `Refused: ${codes.toSorted().join(', ')}.`;
        const headers = codes.some((one) => RETRIED.has(one)) ? { headers: { 'Retry-After': RETRY_AFTER } } : {};
        return [String(status), { description, ...headers, content: { 'application/problem+json': { schema } } }];
      }),
  );
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: asList });
  return rest;
}

/** What may come as text with commas and is read as a list is described as that list. */
function asList({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }): void {
  const { def } = zodSchema._zod;
  if (def.type !== 'pipe' || def.out._zod.def.type !== 'array') return;
  for (const keyword of Object.keys(jsonSchema)) delete jsonSchema[keyword];
  Object.assign(jsonSchema, schemaOf(def.out as z.ZodType, 'input'));
}

function json(schema: JsonSchema) {
  return { 'application/json': { schema } };
}

const ABOUT =
  'Every operation of Latchkey: whatever the screens can do, the API can. Bodies are JSON objects without unknown fields; ' +
  'refusals are problems of RFC 9457 with a stable `code` and its facts. Programs call with a token: `Authorization: Bearer lk_…`.';

const PROBLEM: JsonSchema = {
  type: 'object',
  description:
    'A refusal (RFC 9457): a stable code, its facts beside it, a sentence in the language of Accept-Language.',
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
  },
  required: ['type', 'title', 'status', 'code'],
};

/** The refusals that say when to come again; `retryAfterOf` knows how. */
const RETRIED = new Set<RefusalCode>(['busy', 'too-many-attempts']);
const RETRY_AFTER = {
  description: 'In how many seconds another try is worth making.',
  schema: { type: 'integer', minimum: 1 },
};

const DRY_RUN: Parameter = {
  name: 'dry_run',
  in: 'query',
  required: false,
  description: 'Answers with the consequences and changes nothing.',
  schema: { type: 'string', enum: ['true'] },
};

const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'A request repeated with the same key and body gets the first answer again and acts once.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
};
