import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as z from 'zod';
import { bulkBody, commonRefusals, pathOf } from './operation.ts';
import { operations } from './operations.ts';

const named = operations.map((operation) => [operation.id, operation] as const);

test('every operation has a name of its own, noun and verb', () => {
  assert.equal(new Set(operations.map(({ id }) => id)).size, operations.length);
  for (const { id } of operations) assert.match(id, /^[a-z]+\.[a-z]+(-[a-z]+)*$/);
});

test('no two operations share a method and a path, whatever their parameters are called', () => {
  const places = operations.map((one) => `${one.method} ${pathOf(one).replaceAll(/:\w+/g, ':')}`);
  assert.equal(new Set(places).size, places.length);
});

test('the scope decides the prefix: an account operation names its account in the path', () => {
  for (const [id, one] of named) {
    assert.equal(pathOf(one).startsWith('/api/v1/accounts/:account_id'), one.scope === 'account', id);
    assert.equal(pathOf(one).startsWith('/api/v1/operator'), one.scope === 'operator', id);
  }
});

test('only account operations ask for a permission, lock the account or take a dry run', () => {
  for (const [id, one] of named.filter(([, { scope }]) => scope !== 'account')) {
    assert.equal(one.permission, undefined, id);
    assert.equal(one.changesRights, undefined, id);
    assert.equal(one.dryRun, undefined, id);
  }
});

test('what reads has no body, and no secret stands in any path or query', () => {
  for (const [id, one] of named) {
    if (one.method === 'GET') assert.equal(one.body, undefined, id);
    const inAddress = [...Object.keys(one.params?.shape ?? {}), ...Object.keys(one.query?.shape ?? {})];
    assert.deepEqual(
      inAddress.filter((field) => /password|link|token|code/.test(field)),
      [],
      id,
    );
  }
});

test('the parameters in a path are exactly those of its shape', () => {
  for (const [id, one] of named) {
    const inPath = [...one.path.matchAll(/:(\w+)/g)].map((match) => match[1]);
    assert.deepEqual(inPath, Object.keys(one.params?.shape ?? {}), id);
  }
});

test('a refusal that every call of a scope can meet is not listed again', () => {
  for (const [id, one] of named) {
    assert.equal(new Set(one.refusals).size, one.refusals.length, id);
    if (one.bulk) continue;
    const twice = one.refusals.filter((code) => commonRefusals[one.scope].includes(code));
    assert.deepEqual(
      twice.filter((code) => code !== 'not-found'),
      [],
      id,
    );
  }
});

test('bodies, queries and replies are strict: a field the contract does not name is no part of it', () => {
  for (const [id, one] of named) {
    for (const shape of [one.body, one.query, one.reply].filter((shape) => shape !== undefined))
      assert.equal(shape.def.catchall?._zod.def.type, 'never', id);
  }
});

test('every operation can be written as JSON Schema for the API reference', () => {
  for (const [id, one] of named) {
    const inputs = [one.params, one.query, one.body].filter((shape) => shape !== undefined);
    for (const shape of inputs) assert.equal(z.toJSONSchema(shape, { io: 'input' }).type, 'object', id);
    assert.equal(z.toJSONSchema(one.reply).type, 'object', id);
  }
});

test('I1: a bulk body has 1 to 500 lines', () => {
  const body = bulkBody(z.strictObject({ n: z.number() }));
  const lines = (count: number) => ({ items: Array.from({ length: count }, (_, n) => ({ n })) });
  assert.equal(body.safeParse(lines(0)).success, false);
  assert.equal(body.safeParse(lines(500)).success, true);
  assert.equal(body.safeParse(lines(501)).success, false);
});
