import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { bulkBody, bulkReply, operation, type Operation } from '@latchkey/contract/operation';
import { operations } from '@latchkey/contract/operations';
import { done, id, listReply, page } from '@latchkey/contract/shapes';
import * as z from 'zod';
import { clientOf } from '../../src/generate/client.ts';

const rules = textOf('../../../../packages/domain/src/refusal.ts');

test('the client package’s operations are those of the contract', () => {
  const file = textOf('../../../../packages/client/src/operations.generated.ts');
  assert.equal(clientOf(operations, rules), file, 'run npm run generate');
});

describe('an operation becomes types of its own', () => {
  const list = operation({
    id: 'key.list-all',
    scope: 'account',
    method: 'GET',
    path: '/keys',
    summary: 'Every key.',
    permission: 'users.view',
    query: z.strictObject({ ...page, state: z.array(z.enum(['lost', 'found'])).optional() }),
    reply: listReply(z.strictObject({ id, label: z.string().nullable(), more: z.looseObject({}).optional() })),
    refusals: [],
  });
  const cut = operation({
    id: 'key.cut',
    scope: 'account',
    method: 'POST',
    path: '/keys',
    summary: 'Cuts keys.',
    body: bulkBody(z.strictObject({ label: z.string().max(20).default('spare') })),
    reply: bulkReply(z.strictObject({ id })),
    refusals: ['stronger-member'],
    idempotent: true,
    bulk: true,
  });

  test('what goes in: path, query and body beside each other, with limits and what may be left out', () => {
    assert.ok(has(list, `cursor?: string | undefined;`));
    assert.ok(has(list, `/** 1 to 200, 50 when left out. */ limit?: number | undefined;`));
    assert.ok(has(list, `state?: Array<'lost' | 'found'> | undefined;`));
    assert.ok(has(cut, `account_id: string; /** 1 to 500 items. */ items: {`));
    assert.ok(has(cut, `/** Up to 20 characters, "spare" when left out. */ label?: string | undefined;`));
  });

  test('what comes out: what is always there, what may be null and what may be anything', () => {
    assert.ok(has(list, `items: Array<{ id: string; label: string | null; more?: { [name: string]: unknown } }>;`));
    assert.ok(has(list, `next_cursor: string | null;`));
  });

  test('how it is refused: a line with the facts of exactly its codes', () => {
    assert.ok(has(cut, `refusal: Extract<Refusal, { code: 'invalid' | 'stronger-member' }>`));
    assert.ok(has(cut, `refusals: 'idempotency-key-reused';`));
    assert.ok(!has(cut, 'consequences'));
    assert.ok(has({ ...cut, dryRun: true }, 'consequences?: '));
  });

  test('where it is: a method in camel case, with its sentence, and the place of its fields', () => {
    assert.ok(has(list, `listAll: Call<Operations['key.list-all']>;`));
    assert.ok(has(list, `* Every key. * * \`GET /api/v1/accounts/:account_id/keys\`, asks for \`users.view\`.`));
    assert.ok(has(list, `path: '/api/v1/accounts/:account_id/keys', query: ['cursor', 'limit', 'state'] },`));
    assert.ok(has(cut, `path: '/api/v1/accounts/:account_id/keys', idempotent: true },`));
    assert.ok(has({ ...cut, fresh: true }, 'not for tokens'));
  });
});

describe('what a client could not tell apart or say stops it', () => {
  const plain = {
    id: 'key.turn',
    scope: 'account',
    method: 'POST',
    path: '/turn',
    summary: 'Turns.',
    reply: done,
    refusals: [],
  } as const satisfies Operation;

  test('two fields of one name', () => {
    const body = z.strictObject({ account_id: id });
    assert.throws(() => clientOf([{ ...plain, body }], rules), /key\.turn has two fields account_id/);
  });

  test('a shape that nobody has said how to write', () => {
    const reply = z.strictObject({ pair: z.tuple([z.string(), z.number()]) });
    assert.throws(() => clientOf([{ ...plain, reply }], rules), /a list of what\?/);
    const odd = z.strictObject({ odd: z.string().meta({ type: 'cuneiform' }) });
    assert.throws(() => clientOf([{ ...plain, reply: odd }], rules), /nobody has said how this is written/);
  });

  test('a fact of a refusal whose words the client does not know', () => {
    const more = rules.replace('export type Refusal =\n', `export type Refusal =\n  | { code: 'odd'; by: Planet }\n`);
    assert.throws(() => clientOf([plain], more), /refusals speak of Planet/);
    assert.throws(() => clientOf([plain], 'nothing'), /no union of refusals/);
  });
});

/** Whether the file for one operation has that text, wherever its lines break. */
function has(one: Operation, text: string): boolean {
  return clientOf([one], rules).replaceAll(/\s+/g, ' ').includes(text);
}

function textOf(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}
