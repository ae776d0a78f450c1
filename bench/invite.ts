import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Connection } from '../apps/server/src/kit/db.ts';
import { startEmbedded } from '../apps/server/src/kit/postgres/supervisor.ts';
import { hashToken, newToken, uuidv7 } from '../apps/server/src/kit/secrets.ts';
import { type House, scratch, startHouse } from './house.ts';
import { type Caller, callerOf } from './load.ts';
import { seedGuests } from './seed.ts';
import { type Line, ratioOf } from './table.ts';

const LINES = 500;
const ROUNDS = 12;
/** Acts before anything is measured, so that neither side is measured while it compiles. */
const WARM_UP = 4;

/** How long inviting 500 addresses in one act takes through HTTP, over the same rows inserted by the same driver, one statement a table. */
export async function measureInviting(): Promise<Line[]> {
  const place = await scratch();
  const database = await startEmbedded({ dataDir: join(place.folder, 'postgres'), say: () => undefined });
  const house = await startHouse({ folder: place.folder, database: database.owner });
  const client = new pg.Client({ ...database.superuser, database: 'latchkey' });
  await client.connect();
  const { call, close } = callerOf(house.url, 1);
  try {
    const at = { house, client, call, superuser: { ...database.superuser, database: 'latchkey' } };
    const measured: number[] = [];
    const reference: number[] = [];
    // By turns, so that whatever else the machine does meets both.
    for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
      measured.push(await inviteByCall(at));
      reference.push(await insertBare(at));
    }
    const [act, bare] = [medianOf(measured.slice(WARM_UP)), medianOf(reference.slice(WARM_UP))];
    return [
      {
        what: `inviting ${LINES} in one act`,
        measured: `${act.toFixed(0)} ms`,
        reference: `${bare.toFixed(0)} ms for bare inserts of the same rows`,
        ratio: ratioOf(act, bare),
        aim: '',
      },
    ];
  } finally {
    close();
    await client.end();
    await house.stop();
    await database.stop();
    await place.remove();
  }
}

type Bench = { house: House; client: pg.Client; call: Caller; superuser: Connection };

/** One act of 500 in an account of its own, whose limit of a day it doesn't share. */
async function inviteByCall(at: Bench): Promise<number> {
  const { accountId, cookie } = await holderOf(at);
  const items = addresses().map((email) => ({ email, language: 'en', name: 'Ada Byron', note: 'Welcome.' }));
  await queueIsEmpty(at.client);
  const began = performance.now();
  await at.call(`/api/v1/accounts/${accountId}/invitations`, { items }, cookie);
  return performance.now() - began;
}

/** The rows that such an act leaves behind, with nothing read, checked or derived. */
async function insertBare(at: Bench): Promise<number> {
  const { accountId, holderId } = await holderOf(at);
  const now = new Date();
  const rows = addresses().map((email) => {
    const [member_id, invitation_id, mail_id, audit_id] = [uuidv7(now), uuidv7(now), uuidv7(now), uuidv7(now)];
    return { email, member_id, invitation_id, mail_id, audit_id, token_hash: randomBytes(32).toString('hex') };
  });
  await queueIsEmpty(at.client);
  const began = performance.now();
  await at.client.query('begin');
  for (const [name, text] of Object.entries(STATEMENTS))
    await at.client.query({ name, text, values: [accountId, holderId, now, JSON.stringify(rows)] });
  await at.client.query('commit');
  return performance.now() - began;
}

const ROWS = `(select $1::uuid as account_id, $2::uuid as holder_id, $3::timestamptz as now, r.*
  from jsonb_to_recordset($4::jsonb) as r (email text, member_id uuid, invitation_id uuid, mail_id uuid, audit_id uuid, token_hash text)) r`;
const STATEMENTS = {
  member: `insert into member (account_id, id, email, name, status, role, made_at)
    select account_id, member_id, email, 'Ada Byron', 'invited', 'member', now from ${ROWS}`,
  invitation: `insert into invitation (account_id, id, member_id, invited_by, language, note, made_at, sent_at, expires_at)
    select account_id, invitation_id, member_id, holder_id, 'en', 'Welcome.', now, now, now + interval '14 days' from ${ROWS}`,
  link: `insert into invitation_link (account_id, invitation_id, generation, token_hash)
    select account_id, invitation_id, 1, decode(token_hash, 'hex') from ${ROWS}`,
  mail: `insert into mail (id, account_id, kind, event_id, subject_id, generation, recipient, language, made_at)
    select mail_id, account_id, 'invitation', 'invitation:' || invitation_id || ':1', invitation_id, 1, email, 'en', now from ${ROWS}`,
  job: `select graphile_worker.add_job('mail-send', json_build_object('mail_id', mail_id), max_attempts := 25)
    from ${ROWS} where holder_id is not null and now is not null`,
  audit: `insert into audit (account_id, id, at, act, actor_kind, actor_id, targets, after, personal_hash)
    select account_id, audit_id, now, 'invitation.send', 'member', holder_id, array[member_id, invitation_id],
           '{"role":"member","status":"invited","language":"en"}', sha256('x') from ${ROWS}`,
  personal: `insert into audit_personal (account_id, audit_id, salt, "values")
    select account_id, audit_id, 'salt', jsonb_build_object('actor', jsonb_build_object('name', 'Holder'), 'email', email)
      from ${ROWS} where holder_id is not null and now is not null`,
};

/** An account of its own with its holder signed in. */
async function holderOf({ house, client, superuser }: Bench) {
  const { accountId, holderId } = await seedGuests(superuser, house.masterKeyFile, 0);
  const token = newToken();
  await client.query(
    `insert into sign_in (id, token_hash, person_id, made_at, proved_at, expires_at, address, user_agent)
     select $1, $2, person_id, now(), now(), now() + interval '1 day', '127.0.0.1', 'bench' from member where id = $3`,
    [uuidv7(new Date()), hashToken(token), holderId],
  );
  return { accountId, holderId, cookie: `latchkey-${house.port}=${token}` };
}

function addresses(): string[] {
  const of = randomBytes(4).toString('hex');
  return Array.from({ length: LINES }, (_, at) => `guest-${at}-${of}@example.test`);
}

/** Mails of the last round would take their share of the next. */
async function queueIsEmpty(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ left: boolean }>(
      'select exists (select from graphile_worker._private_jobs where attempts < max_attempts) as left',
    );
    if (!rows[0]?.left) return;
    await sleep(50);
  }
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
