import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { editAccount, readAccount, readSettings } from '@latchkey/contract/account';
import type { listAudit } from '@latchkey/contract/audit';
import type { readBatch, startBatch } from '@latchkey/contract/batch';
import type { sendInvitation } from '@latchkey/contract/invitation';
import type { deleteMembers, listMembers, suspendMembers } from '@latchkey/contract/member';
import type { BodyInput, Operation, Reply } from '@latchkey/contract/operation';
import type { edit, me } from '@latchkey/contract/person';
import type { createToken } from '@latchkey/contract/token';
import type { InputOf, Operations, Refusal, ReplyOf } from '../packages/client/src/client.ts';

test('U3: what the client package takes and gives is what the contract’s schemas say', () => {
  const alike: Alike[] = [
    sameInput<typeof sendInvitation>()('invitation.send'),
    sameInput<typeof deleteMembers>()('member.delete'),
    sameInput<typeof startBatch>()('batch.start'),
    sameInput<typeof editAccount>()('account.edit'),
    sameInput<typeof createToken>()('token.create'),
    sameInput<typeof edit>()('person.edit'),
    sameReply<typeof listMembers>()('member.list'),
    sameReply<typeof readAccount>()('account.read'),
    sameReply<typeof readSettings>()('account.read-settings'),
    sameReply<typeof listAudit>()('audit.list'),
    sameReply<typeof readBatch>()('batch.read'),
    sameReply<typeof me>()('person.me'),
    sameReply<typeof createToken>()('token.create'),
  ];
  assert.equal(alike.length, 13, 'the compiler has compared them: this file does not compile when a type differs');
});

test('U3: a line of a bulk reply is a result or a refusal of its operation, with its facts', () => {
  const line: ReplyOf<'member.suspend'>['results'][number] = { index: 0, refusal: { code: 'stronger-member' } };
  const asTheContractSays: Reply<typeof suspendMembers>['results'][number] = line;
  assert.deepEqual(asTheContractSays, line);
  // @ts-expect-error: no line of it is ever refused so
  const foreign: ReplyOf<'member.suspend'>['results'][number] = { index: 0, refusal: { code: 'link-used' } };
  // @ts-expect-error: a refusal has all of its facts
  const bare: Refusal = { code: 'stale' };
  assert.notDeepEqual(foreign, bare);
});

type Alike = 'alike';
type Id = keyof Operations;
type Mutual<A, B> = [A] extends [B] ? ([B] extends [A] ? Alike : never) : never;

/** Compiles only for an operation whose body takes the same in the contract and, beside its account, in the client. */
function sameInput<O extends Operation>() {
  return <I extends Id>(_: Mutual<BodyInput<O>, Omit<InputOf<I>, 'account_id'>> extends never ? never : I): Alike =>
    'alike';
}

/** Compiles only for an operation that is answered alike in the contract and in the client. */
function sameReply<O extends Operation>() {
  return <I extends Id>(_: Mutual<Reply<O>, ReplyOf<I>> extends never ? never : I): Alike => 'alike';
}
