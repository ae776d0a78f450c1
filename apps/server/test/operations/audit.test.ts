import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sendInvitation } from '@latchkey/contract/invitation';
import type { Operation } from '@latchkey/contract/operation';
import { operations } from '@latchkey/contract/operations';
import { personalFields, secretFields } from '@latchkey/contract/shapes';
import pg from 'pg';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { memberIdOf } from '../people.ts';
import type { Answer } from '../server.ts';
import { fieldsOf } from './fields.ts';
import { forgetAttempts, freshName, fullWorld, onlyOnce, samples, type World } from './samples.ts';
import { settled } from './traces.ts';

let world: World;

before(async () => {
  world = await fullWorld();
});
after(() => world.server.stop());

const audited = operations.filter(({ method, unaudited }) => method !== 'GET' && unaudited === undefined);

/** What is asked for by nobody who is known, and is noted when somebody comes of it. */
const ofNobody = ['account.sign-up'];
/** What the queue does because of an act stands with the person it concerns. */
const broughtAbout: Readonly<Record<string, string>> = { 'member.send-reset': 'person.ask-reset' };
/** What is one and the same act when it is done again at once. */
const sameAct = ['account.enter', 'computer.leave', 'request.make'];

for (const operation of audited.filter(({ id }) => !onlyOnce.includes(id) && !ofNobody.includes(id))) {
  test(`U2: ${operation.id} is noted once, under its own name, and not at all when it is refused`, async () => {
    await forgetAttempts(world.server);
    const { by, input } = await sampleOf(operation);
    const first = await notesOf(async () => by.call(operation, input));
    assert.equal(first.answer.status, 200, JSON.stringify(first.answer.body));
    const own = first.notes.filter(({ act }) => act === operation.id);
    assert.ok(own.length > 0);
    assert.equal(new Set(own.map((note) => note.kind)).size, own.length, 'once a log');
    if (operation.scope === 'account')
      assert.deepEqual(
        own.map((note) => note.kind),
        ['audit'],
      );
    const besides = first.notes.filter(({ act }) => act !== operation.id).map(({ act }) => act);
    assert.ok(
      besides.every((act) => (act === 'person.sign-in' && first.signedIn) || act === broughtAbout[operation.id]),
      besides.join(', '),
    );

    const second = await notesOf(async () => by.call(operation, input));
    if (isRefused(second.answer)) assert.deepEqual(second.notes, [], 'a refusal');
    else if (!sameAct.includes(operation.id)) assert.ok(second.notes.some(({ act }) => act === operation.id));
  });
}

test('U2: many at once are noted line by line, the refused lines not at all', async () => {
  const { own } = world;
  const params = { account_id: own.accountId };
  const [ann, ben] = [freshName(), freshName()].map((name) => ({ email: `${name}@example.test`, language: 'en' }));
  const items = [ann, ben, ann, { email: 'zoe@example.test', language: 'en' }];
  const sent = await notesOf(async () => own.holder.call(sendInvitation, { params, body: { items } }));
  assert.deepEqual(
    sent.notes.map(({ act }) => act),
    [sendInvitation.id, sendInvitation.id],
  );
  const inLines = audited.filter(({ bulk, scope, id }) => bulk && scope === 'account' && id !== sendInvitation.id);
  for (const operation of inLines) {
    const { by, input } = await sampleOf(operation);
    const [item = {}] = (input.body?.['items'] ?? []) as Record<string, string>[];
    const name = Object.keys(item).find((field) => field.endsWith('_id')) ?? assert.fail(operation.id);
    const others = [uuidv7(new Date()), await memberIdOf(own.holder, own.accountId)];
    const [unknown, holder] = others.map((id) => ({ ...item, [name]: id }));
    const done = await notesOf(async () => by.call(operation, { ...input, body: { items: [unknown, item, holder] } }));
    const audit = done.notes.filter(({ kind }) => kind === 'audit');
    assert.deepEqual(
      audit.map(({ act }) => act),
      [operation.id],
      JSON.stringify(done.answer.body),
    );
    assert.equal(audit[0]?.targets[0], item[name]);
  }
});

test('U2: a row says who acted, as what, and on whom', async () => {
  const { own, server } = world;
  const { by, input } = (await samples['invitation.withdraw']?.(world)) ?? assert.fail();
  await by.call(operationNamed('invitation.withdraw'), input);
  const [row] = await server.look<Record<string, unknown>>(
    `select a.*, p."values" from audit a join audit_personal p on p.account_id = a.account_id and p.audit_id = a.id order by a.at desc, a.id desc limit 1`,
  );
  const items = input.body?.['items'] as { member_id: string }[];
  assert.equal(row?.['act'], 'invitation.withdraw');
  assert.deepEqual([row['actor_kind'], row['actor_id']], ['member', await memberIdOf(own.holder, own.accountId)]);
  assert.deepEqual(row['targets'], [items[0]?.member_id]);
  assert.deepEqual(
    [row['before'], row['after']],
    [{ status: 'invited' }, { status: 'removed', member_id: items[0]?.member_id }],
  );
  const actor = (row['values'] as { actor: { name: string; email: string } }).actor;
  assert.deepEqual([actor.name, actor.email], ['Zoe', 'zoe@example.test']);
});

test('U2: personal values stand beside the audit row only, which keeps their salted hash', async () => {
  const { server } = world;
  // What concerned somebody who was erased since keeps its hash only.
  const rows = await server.look<{ row: string; right: boolean | null; erased: boolean }>(`
    select a::text as row, a.personal_hash = sha256(p.salt || convert_to(p."values"::text, 'UTF8')) as right,
           exists (select from member m where m.account_id = a.account_id and m.email = '' and (m.id = a.actor_id or m.id = any (a.targets))) as erased
      from audit a left join audit_personal p on p.account_id = a.account_id and p.audit_id = a.id`);
  assert.ok(rows.length > 20);
  for (const { row, right, erased } of rows) {
    assert.ok(right ?? erased, row);
    assert.doesNotMatch(row, /@|Guest|Zoe|Amy|Ada|Welcome|Comer|Holder|127\.0\.0\.1|::1|0:0:0/, 'a personal value');
  }
  const [counted] = await server.look<{ rows: number; salts: number; personal: number }>(`
    select (select count(*) from audit)::integer as rows, count(*)::integer as personal, count(distinct salt)::integer as salts from audit_personal`);
  const kept = rows.filter(({ right }) => right !== null).length;
  assert.deepEqual(counted, { rows: rows.length, personal: kept, salts: kept });
  const events = await server.look<{ facts: string }>('select facts::text as facts from person_event');
  for (const { facts } of events) assert.doesNotMatch(facts, /@|Guest/);
});

test('U2: the serving role can neither change nor take out what was noted', async () => {
  const { server } = world;
  const partitions = await server.look<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'audit'::regclass`,
  );
  const client = new pg.Client(server.database.app);
  await client.connect();
  await client.query(`select set_config('app.account_id', $1, false)`, [world.own.accountId]);
  const denied = { code: '42501' };
  for (const name of ['audit', 'audit_personal', 'person_event', ...partitions.map((one) => one.name)]) {
    const column = name === 'person_event' ? 'person_id' : 'account_id';
    await assert.rejects(client.query(`update ${name} set ${column} = ${column}`), denied, name);
    await assert.rejects(client.query(`delete from ${name}`), denied, name);
    await assert.rejects(client.query(`truncate ${name}`), denied, name);
    await assert.rejects(client.query(`alter table ${name} add column x integer`), denied, name);
  }
  await client.end();
});

test('U2: every field that can be sent is known to be a secret, personal or neither', () => {
  const plain = [
    'role',
    'language',
    'time_zone',
    'member_id',
    'sign_in_ids',
    'items',
    'mail',
    'company_name',
    'kind',
    'text',
    'starts_at',
    'ends_at',
    'version',
    'invitation_days',
    'inactivity_days',
    'account_id',
    'handover_id',
    'old_holder_role',
    'scopes',
    'expires_in_days',
    'token_id',
    'act',
    'filter',
    'status',
    'members_may_enrol',
    'session_idle_minutes',
    'lock_only_person',
    'access',
    'computer_id',
    'computer_ids',
    'group_id',
    'group_ids',
    'user_group_ids',
    'computer_group_ids',
    'parent_id',
    'only_own',
    'owner_id',
    'mailed',
    'uses',
    'needs_approval',
    'code_id',
    'device_key',
    'signature',
    'os',
    'agent_version',
    'lock_id',
    'session_id',
    'control',
    'at',
    'nonce',
    'state',
    'mine',
    'role_id',
    'custom_role_id',
    'permissions',
    'permission',
    'request_id',
    'answer',
    'unlock',
  ];
  const known = [...secretFields, ...personalFields, ...plain];
  const fields = operations.flatMap((operation) => fieldsOf(operation).map((field) => ({ operation, field })));
  const unknown = fields.filter(({ field }) => !known.includes(field.name));
  assert.deepEqual(
    unknown.map(({ operation, field }) => `${operation.id}: ${field.name}`),
    [],
  );
  assert.deepEqual(
    plain.filter((name) => !fields.some(({ field }) => field.name === name)),
    [],
    'no name is left over',
  );
});

/** Fields that are lists or objects, and why no secret hides in them. */
const deepFields: Readonly<Record<string, readonly string[]>> = {
  // Each is one of a list of permissions, or the id of a group.
  'token.create': ['scopes'],
  'role.create': ['permissions', 'user_group_ids', 'computer_group_ids'],
  'role.edit': ['permissions', 'user_group_ids', 'computer_group_ids'],
  'member.set-permissions': ['permissions'],
  'group.set-permissions': ['permissions'],
  // Choices, and the text that was searched for: the handler keeps that beside the row.
  'batch.start': ['filter', 'status', 'role'],
  'batch.start-computers': ['filter', 'state'],
  // A word, and ids of groups and computers.
  'invitation.send': ['access', 'group_ids', 'computer_ids', 'user_group_ids', 'permissions'],
  'computer.set-access': ['group_ids', 'computer_ids'],
  'request.answer': ['group_ids', 'computer_ids'],
  'group.set-access': ['group_ids', 'computer_ids'],
};

test('U2: what is noted of a body is flat, so that no secret hides one level down', () => {
  for (const operation of audited.filter(({ scope }) => scope === 'account')) {
    const deep = fieldsOf(operation).filter(
      ({ type, name }) => ['object', 'array'].includes(type) && !(operation.bulk && name === 'items'),
    );
    const excused = deepFields[operation.id] ?? [];
    assert.deepEqual(
      deep.filter(({ name }) => !excused.includes(name)),
      [],
      operation.id,
    );
  }
});

type Note = { kind: 'audit' | 'person_event'; act: string; targets: string[] };

async function sampleOf({ id }: Operation) {
  return (samples[id] ?? assert.fail(id))(world);
}

function operationNamed(id: string): Operation {
  return operations.find((one) => one.id === id) ?? assert.fail(id);
}

/** What a call noted anywhere, with what the queue did because of it. */
async function notesOf(act: () => Promise<Answer>): Promise<{ answer: Answer; notes: Note[]; signedIn: boolean }> {
  const before = await noted();
  const answer = await act();
  await settled(world.server);
  const notes = (await noted()).filter(({ id }) => !before.some((one) => one.id === id));
  const signedIn = answer.headers.getSetCookie().length > 0;
  return { answer, notes: notes.map(({ id: _, ...note }) => note), signedIn };
}

async function noted(): Promise<(Note & { id: string })[]> {
  await settled(world.server);
  return world.server.look<Note & { id: string }>(`
    select 'audit' as kind, id::text || at as id, act, targets from audit
    union all select 'person_event', person_id::text || id, act, '{}' from person_event`);
}

function isRefused(answer: Answer): boolean {
  const lines = answer.body['results'] as object[] | undefined;
  return answer.status >= 400 || (lines?.every((line) => 'refusal' in line) ?? false);
}
