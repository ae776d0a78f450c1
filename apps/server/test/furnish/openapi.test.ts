import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isForTokens } from '@latchkey/contract/operation';
import { operations } from '@latchkey/contract/operations';
import { type OpenApi, openApiOf, type OperationObject } from '../../src/kit/openapi.ts';

const description = JSON.parse(
  JSON.stringify(openApiOf({ publicUrl: 'https://acme.example', version: '1.2.3' })),
) as OpenApi;
const described = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

test('the description names its version of OpenAPI, the product and the address it is served at', () => {
  assert.match(description.openapi, /^3\.1\.\d+$/);
  assert.equal(description.info.title, 'Latchkey');
  assert.equal(description.info.version, '1.2.3');
  assert.deepEqual(description.servers, [{ url: 'https://acme.example' }]);
});

test('every operation of the contract is described once, under its own id', () => {
  const ids = described.map(({ operation }) => operation.operationId);
  assert.deepEqual(ids.toSorted(), operations.map(({ id }) => id).toSorted());
  assert.equal(new Set(ids).size, ids.length);
});

test('objects of the description have the fields OpenAPI 3.1 knows and asks for', () => {
  none(unknownKeys(description, ['openapi', 'info', 'servers', 'tags', 'paths', 'components'], 'document'));
  for (const { path, method, operation } of described) {
    assert.match(path, /^\/[^?#]*$/);
    assert.ok(['get', 'post'].includes(method), `${path}: ${method}`);
    const known = ['operationId', 'tags', 'summary', 'parameters', 'requestBody', 'responses', 'security'];
    none(unknownKeys(operation, known, operation.operationId));
    assert.ok(operation.summary.length > 0);
    for (const tag of operation.tags) assert.ok(description.tags.some(({ name }) => name === tag));
    assert.deepEqual(Object.keys(operation.requestBody?.content ?? { 'application/json': 0 }), ['application/json']);
    none(method === 'get' && operation.requestBody ? [`${operation.operationId} has a body`] : []);
    for (const [status, response] of Object.entries(operation.responses)) {
      assert.match(status, /^[245]\d\d$/);
      assert.ok(response.description.length > 0);
      none(unknownKeys(response, ['description', 'headers', 'content', 'links'], `${operation.operationId} ${status}`));
    }
  }
});

test('every parameter of a path is declared once, and no other', () => {
  for (const { path, operation } of described) {
    const declared = (operation.parameters ?? []).filter((one) => one.in === 'path');
    assert.deepEqual(
      declared.map(({ name }) => name).toSorted(),
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).toSorted(),
      operation.operationId,
    );
    assert.ok(declared.every(({ required }) => required));
    const names = (operation.parameters ?? []).map((one) => `${one.in} ${one.name}`);
    assert.equal(new Set(names).size, names.length);
  }
});

test('every reference leads to something, and every way to sign in is described', () => {
  const references = [...JSON.stringify(description).matchAll(/"\$ref":"([^"]+)"/g)].map(([, target = '']) => target);
  assert.ok(references.length > 0);
  none(references.filter((target) => resolve(target) === undefined));
  for (const { operation } of described)
    for (const way of operation.security.flatMap((one) => Object.keys(one)))
      assert.ok(way in description.components.securitySchemes, way);
});

test('every schema is JSON Schema that says a type, a choice or nothing, and knows its required fields', () => {
  for (const { operation } of described)
    none(schemasOf(operation).flatMap((schema) => faultsOf(schema, operation.operationId)));
});

test('bulk, dry run, idempotency, permission and refusals of an operation stand in its description', () => {
  const remove = operationOf('member.delete');
  assert.equal(remove['x-permission'], 'users.manage');
  assert.deepEqual(
    remove.parameters?.map(({ name }) => name),
    ['account_id', 'dry_run'],
  );
  assert.ok(remove['x-line-refusals']?.includes('holder-is-untouchable'));
  assert.ok(remove['x-line-refusals']?.includes('invalid'));
  const send = operationOf('invitation.send');
  assert.ok(send.parameters?.some((one) => one.in === 'header' && one.name === 'Idempotency-Key'));
  assert.match(send.responses['409']?.description ?? '', /idempotency-key-reused/);
  assert.match(operationOf('person.sign-in').responses['401']?.description ?? '', /wrong-sign-in/);
  assert.deepEqual(operationOf('person.sign-in').security, []);
  assert.equal(operationOf('operator.list-outbox')['x-permission'], 'operator');
});

test('U3: a token is a way in exactly where it may act, and is told where it may not', () => {
  assert.deepEqual(description.components.securitySchemes['token'], {
    type: 'http',
    scheme: 'bearer',
    description: (description.components.securitySchemes['token'] as { description: string }).description,
  });
  for (const operation of operations) {
    const { security, responses } = operationOf(operation.id);
    assert.equal(
      security.some((way) => 'token' in way),
      isForTokens(operation),
      operation.id,
    );
    // What anybody may call looks at no token.
    if (operation.scope === 'public') continue;
    const refused = responses['403']?.description.includes('not-for-tokens') ?? false;
    assert.equal(refused, !isForTokens(operation), operation.id);
  }
  assert.deepEqual(operationOf('member.list').security, [{ 'sign-in': [] }, { token: [] }]);
  assert.deepEqual(operationOf('token.create').security, [{ 'sign-in': [] }]);
});

test('who is to come again later is told when, in a header', () => {
  const { responses } = operationOf('person.sign-in');
  const told = Object.keys(responses).filter((status) => responses[status]?.headers?.['Retry-After'] !== undefined);
  assert.deepEqual(told, ['429', '503']);
});

test('who must be the holder or freshly signed in is told, and nobody else is', () => {
  assert.equal(operationOf('account.close')['x-permission'], 'holder');
  assert.match(
    operationOf('account.close').responses['403']?.description ?? '',
    /holder-only, not-for-tokens, not-fresh/,
  );
  assert.doesNotMatch(JSON.stringify(operationOf('member.list').responses), /holder-only|not-fresh/);
});

test('a list in a query, which may also be typed with commas, is described as a list of its words', () => {
  const status = operationOf('member.list').parameters?.find(({ name }) => name === 'status');
  const words = ['invited', 'active', 'suspended', 'inactive'];
  assert.deepEqual(status?.schema, { type: 'array', items: { type: 'string', enum: words } });
  assert.equal(status?.required, false);
});

test('what goes in is described as it is typed, before it is cleaned', () => {
  const body = operationOf('operator.set-up').requestBody?.content['application/json']?.schema;
  const { email, name } = (body?.['properties'] ?? {}) as Record<string, { type: string; maxLength: number }>;
  assert.deepEqual([email?.type, email?.maxLength, name?.type], ['string', 254, 'string']);
  assert.equal(body?.['additionalProperties'], false);
});

function operationOf(id: string): OperationObject {
  const found = described.find(({ operation }) => operation.operationId === id)?.operation;
  return found ?? assert.fail(`${id} is not described`);
}

function unknownKeys(object: object, known: string[], where: string): string[] {
  return Object.keys(object)
    .filter((key) => !known.includes(key) && !key.startsWith('x-'))
    .map((key) => `${where}: ${key}`);
}

function resolve(reference: string): unknown {
  const way = reference.replace(/^#\//, '').split('/');
  return way.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], description);
}

type Schema = Record<string, unknown>;

function schemasOf(operation: OperationObject): Schema[] {
  const contents = [operation.requestBody, ...Object.values(operation.responses)].map((one) => one?.content ?? {});
  const inBodies = contents.flatMap((content) => Object.values(content).map(({ schema }) => schema));
  return [...inBodies, ...(operation.parameters ?? []).map(({ schema }) => schema)];
}

const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

/** What is wrong with a schema or one in it. */
function faultsOf(schema: Schema, where: string): string[] {
  const { type, properties = {}, required = [], items, anyOf = [], allOf = [] } = schema;
  const names = Object.keys(properties as Schema);
  const inner = [...Object.values(properties as Schema), ...(items ? [items] : []), ...(anyOf as []), ...(allOf as [])];
  return [
    ...([type ?? []].flat() as string[]).filter((one) => !TYPES.includes(one)).map((one) => `${where}: type ${one}`),
    ...(type === 'array' && items === undefined ? [`${where}: a list of what?`] : []),
    ...(required as string[])
      .filter((name) => !names.includes(name))
      .map((name) => `${where}: ${name} is required only`),
    ...('$schema' in schema || 'nullable' in schema ? [`${where}: a keyword of another document`] : []),
    ...inner.flatMap((one) => faultsOf(one as Schema, where)),
  ];
}

function none(faults: string[]): void {
  assert.deepEqual(faults, []);
}
