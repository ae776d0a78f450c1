import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { makeCode, setAccess } from '@latchkey/contract/computer-access';
import { createGroup } from '@latchkey/contract/computer';
import { enrolComputer } from '@latchkey/contract/enrolment';
import { type Company, memberIdOf, personNamed } from '../people.ts';
import { type Answer, TestBrowser } from '../server.ts';
import { askingSamples } from './computer-asking.ts';
import type { Input, Sample, World } from './samples.ts';

/** How the operations about computers are called rightly. What they need is made first, anew each time. */
export const computerSamples: Readonly<Record<string, (world: World) => Promise<Sample>>> = {
  'computer.list': async ({ own }) =>
    ofHolder(own, {
      query: {
        limit: '10',
        search: 'e',
        state: 'online,offline,waiting,needs_code,locked',
        group_id: 'none',
        owner_id: await memberIdOf(own.holder, own.accountId),
        mine: 'true',
        sort: 'last_seen',
        order: 'desc',
      },
    }),
  'computer.read': async ({ own }) => ofHolder(own, { params: { computer_id: await freshComputer(own) } }),
  'computer.edit': async ({ own }) =>
    ofHolder(own, { params: { computer_id: await freshComputer(own) }, body: { version: 1, name: 'Front desk' } }),
  'computer.move': async ({ own }) => {
    const [computer_id, group_id] = [await freshComputer(own), await freshGroup(own)];
    return ofHolder(own, { body: { items: [{ computer_id, group_id }] } });
  },
  'computer.set-owner': async ({ own }) => {
    const owner_id = await memberIdOf(own.member, own.accountId);
    return ofHolder(own, { body: { items: [{ computer_id: await freshComputer(own), owner_id }] } });
  },
  'computer.approve': async ({ own }) =>
    ofHolder(own, { body: { items: [{ computer_id: await freshComputer(own, { kind: 'deployment' }) }] } }),
  'computer.remove': async ({ own }) => ofHolder(own, { body: { items: [{ computer_id: await freshComputer(own) }] } }),
  'computer.list-groups': async ({ own }) => ofHolder(own),
  'computer.create-group': async ({ own }) => ofHolder(own, { body: { name: nextName('Group') } }),
  'computer.edit-group': async ({ own }) =>
    ofHolder(own, { params: { group_id: await freshGroup(own) }, body: { version: 1, name: nextName('Group') } }),
  'computer.delete-group': async ({ own }) => ofHolder(own, { body: { items: [{ group_id: await freshGroup(own) }] } }),
  'computer.make-code': async ({ own }) => {
    await endAllCodes(own);
    const owner_id = await memberIdOf(own.member, own.accountId);
    const [group_id, computer_id] = [await freshGroup(own), await freshComputer(own)];
    const more = { uses: 3, expires_in_days: 9, needs_approval: true, mailed: true };
    return ofHolder(own, { body: { kind: 'enrolment', owner_id, group_id, computer_id, ...more } });
  },
  'computer.list-codes': async ({ own }) => ofHolder(own, { query: { limit: '10' } }),
  'computer.end-codes': async ({ own }) =>
    ofHolder(own, { body: { items: [{ code_id: (await freshCode(own)).code_id }] } }),
  'computer.enrol': async ({ own }) => ({
    by: new TestBrowser(own.server),
    input: { body: machine((await freshCode(own)).enrolment_code).body },
  }),
  ...askingSamples,
  'computer.agent-files': async ({ own }) => ({ by: new TestBrowser(own.server), input: {} }),
  'computer.read-access': async ({ own }) =>
    ofHolder(own, { params: { member_id: await memberIdOf(own.member, own.accountId) } }),
  'computer.set-access': async ({ own }) => {
    const member_id = await memberIdOf(await personNamed(own, nextName('Reacher')), own.accountId);
    const [group_ids, computer_ids] = [[await freshGroup(own)], [await freshComputer(own)]];
    return ofHolder(own, {
      body: { items: [{ member_id, kind: 'chosen', group_ids, computer_ids, only_own: false }] },
    });
  },
  'computer.list-reachers': async ({ own }) =>
    ofHolder(own, { params: { computer_id: await freshComputer(own) }, query: { limit: '10' } }),
};

let made = 0;

export function nextName(stem: string): string {
  made += 1;
  return `${stem}${made}`;
}

/** A machine that nobody knows yet, and what it sends to come in with a code. */
export function machine(code: string, said: object = {}): { body: Record<string, unknown>; privateKey: KeyObject } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const device_key = String(publicKey.export({ format: 'jwk' }).x);
  const facts = { hostname: nextName('host-'), os: 'Debian 12', agent_version: '1.0.0', ...said };
  return { privateKey, body: { code, device_key, signature: signatureOf(code, device_key, privateKey), ...facts } };
}

/** What proves the key of a machine for a code. */
export function signatureOf(code: string, deviceKey: string, privateKey: KeyObject): string {
  const fields = ['latchkey enrol', code, Buffer.from(deviceKey, 'base64url')].map((field) =>
    Buffer.from(field as string),
  );
  const said = fields.flatMap((field) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    return [length, field];
  });
  return sign(null, Buffer.concat(said), privateKey).toString('base64url');
}

export type MadeCode = { code_id: string; enrolment_code: string };

/** A code made by the holder, or by whom is said. */
export async function freshCode(into: Company, wanted: object = {}, by = into.holder): Promise<MadeCode> {
  const body = { kind: 'enrolment', ...wanted };
  const answer = await by.call(makeCode, { params: { account_id: into.accountId }, body });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as MadeCode;
}

/** Comes in with a code as a new machine. */
export function enrol(into: Company, code: string, said: object = {}): Promise<Answer> {
  return new TestBrowser(into.server).call(enrolComputer, { body: machine(code, said).body });
}

/** A new computer; of the holder where nothing else is said. */
export async function freshComputer(into: Company, wanted: object = {}, said: object = {}): Promise<string> {
  await endAllCodes(into);
  const { enrolment_code } = await freshCode(into, wanted);
  const answer = await enrol(into, enrolment_code, said);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return String(answer.body['computer_id']);
}

export async function freshGroup(into: Company, name = nextName('Group ')): Promise<string> {
  const answer = await into.holder.call(createGroup, { params: { account_id: into.accountId }, body: { name } });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return String(answer.body['group_id']);
}

/** Gives a member access, as the holder. */
export async function give(
  into: Company,
  member_id: string,
  access: { kind: string; group_ids?: string[]; computer_ids?: string[] },
  by = into.holder,
): Promise<Answer> {
  return by.call(setAccess, { params: { account_id: into.accountId }, body: { items: [{ member_id, ...access }] } });
}

/** What a member copied of a code at their first connect, as the server knows it. */
export async function grantOf(into: Company, member_id: string, computer_id: string): Promise<string> {
  const [row] = await into.server.look<{ id: string }>(
    `insert into computer_grant (account_id, id, computer_id, member_id, person_id, cred_id, revision, made_at)
     select account_id, gen_random_uuid(), $2, id, person_id, gen_random_uuid(), 1, now() from member where id = $1 returning id`,
    [member_id, computer_id],
  );
  return row?.id ?? assert.fail();
}

/** A random public key, which nobody holds the other half of. */
export function randomKey(): string {
  return randomBytes(32).toString('base64url');
}

// How many codes somebody may have open is the subject of another test.
async function endAllCodes({ server, accountId }: Company): Promise<void> {
  await server.look(
    `update enrolment_code set ending = 'withdrawn', ended_at = now() where account_id = $1 and ending is null and kind = 'enrolment'`,
    [accountId],
  );
}

function ofHolder(own: Company, input: Input = {}): Sample {
  return { by: own.holder, input: { ...input, params: { ...input.params, account_id: own.accountId } } };
}
