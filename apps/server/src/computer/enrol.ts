import { enrolComputer } from '@latchkey/contract/enrolment';
import type { Body, Reply } from '@latchkey/contract/operation';
import { type EnrolmentKind, refuseCode } from '@latchkey/domain/computer';
import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import { lockAccount } from '../invitation/links.ts';
import { limitKey } from '../kit/address.ts';
import { writeAudit } from '../kit/audit.ts';
import { askOnce, type Began, inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { charge, type Limit, refund } from '../kit/limits.ts';
import { tellNews } from '../kit/news.ts';
import { type Asked, steps } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { hashOfCode } from './codes.ts';
import { hasSigned } from './device-key.ts';
import { freeComputerLicences } from './licences.ts';
import { lockComputers } from './locking.ts';
import { nodeAddresses } from './nodes.ts';
import { removeFromAccount } from './removing.ts';

/** A code of 100 bits is guessed by nobody; this keeps one address from asking without end. Right ones are given back. */
const FROM_ADDRESS: Limit = { name: 'enrol', max: 200, window_s: 900 };

type Wanted = Body<typeof enrolComputer>;

export const enrol = steps(enrolComputer, async ({ kit, asked, body }) => {
  const paid = await charge(kit.db, [{ limit: FROM_ADDRESS, subject: limitKey(asked.address) }]);
  if (isRefusal(paid)) return paid;
  if (!provesItsKey(body)) return { code: 'wrong-signature' };
  const hash = hashOfCode(body.code);
  const [home] = await askOnce(
    kit.db,
    () => sql<{ account_id: string; enrolment_id: string }>`select * from enrolment_by_code(${hash})`,
  );
  if (!home) return { code: 'code-unknown' };
  return inTransaction(kit.db, { accountId: home.account_id }, async (began) => {
    if (!(await lockAccount(began, home.account_id))) return { code: 'code-unknown' };
    const code = await lockCode(began, home.account_id, home.enrolment_id);
    const refusal = code ? refuseCode({ ...code, now: began.now }) : { code: 'code-unknown' as const };
    if (!code || refusal) return refusal ?? { code: 'code-unknown' };
    const reply = await letIn(began, { kit, asked, body, accountId: home.account_id, code });
    if (!isRefusal(reply)) await refund(began.tx, paid);
    return reply;
  });
});

/** Whether who sends this has the private half of the key that is the machine's name from now on. */
function provesItsKey({ code, device_key, signature }: Wanted): boolean {
  const key = Buffer.from(device_key, 'base64url');
  return hasSigned(key, ['latchkey enrol', code, key], signature);
}

type Code = {
  id: string;
  kind: EnrolmentKind;
  made_by: string;
  group_id: string | null;
  owner_id: string | null;
  computer_id: string | null;
  needs_approval: boolean;
  ending: 'used' | 'withdrawn' | null;
  uses_left: number;
  expires_at: Date;
};

async function lockCode({ tx }: Began, accountId: string, id: string): Promise<Code | undefined> {
  const { rows } = await sql<Code>`
    select id, kind, made_by, group_id, owner_id, computer_id, needs_approval, ending, uses_left, expires_at
      from enrolment_code where account_id = ${accountId} and id = ${id} for no key update`.execute(tx);
  return rows[0];
}

type Entering = { kit: Kit; asked: Asked; body: Wanted; accountId: string; code: Code };
type Place = { name: string; group_id: string | null; owner_id: string | null };

async function letIn(began: Began, of: Entering): Promise<Reply<typeof enrolComputer> | Refusal> {
  const { tx, now } = began;
  const { accountId, code, body } = of;
  const isReplacement = code.computer_id !== null;
  if (!isReplacement && (await freeComputerLicences(tx)) === 0) return { code: 'no-free-licence', free: 0 };
  const place = await placeOf(began, of);
  if (!place) return { code: 'code-withdrawn' };
  const id = uuidv7(now);
  const status = code.needs_approval ? 'waiting' : 'active';
  await tx
    .insertInto('computer')
    .values({
      account_id: accountId,
      id,
      status,
      made_at: now,
      ...place,
      device_key: Buffer.from(body.device_key, 'base64url'),
      hostname: body.hostname,
      os: body.os,
      agent_version: body.agent_version,
    })
    .execute();
  await sql`
    update enrolment_code set uses_left = uses_left - 1, ending = case when uses_left = 1 then 'used' end,
           ended_at = case when uses_left = 1 then ${now}::timestamptz end
     where account_id = ${accountId} and id = ${code.id}`.execute(tx);
  if (code.computer_id !== null) await takePlace(began, accountId, { from: code.computer_id, to: id });
  await noteEnrolment(began, of, { id, status, place });
  await tellNews(tx, accountId, 'computer');
  return replyOf(began, of, { id, name: place.name, status });
}

/** Where the new computer stands: where the code says, or in the place of the old one; nothing when that is gone. */
async function placeOf({ tx }: Began, { accountId, code, body }: Entering): Promise<Place | undefined> {
  const { group_id, owner_id, computer_id } = code;
  if (computer_id === null) return { name: nameFrom(body.hostname), group_id, owner_id };
  const old = (await lockComputers(tx, accountId, [computer_id])).get(computer_id);
  return old?.status === 'active' ? { name: old.name, group_id: old.group_id, owner_id: old.owner_id } : undefined;
}

const LONGEST_NAME = 100;

/** A computer is called as the machine calls itself until somebody renames it. */
function nameFrom(hostname: string): string {
  return hostname.slice(0, LONGEST_NAME).replace(/[\ud800-\udbff]$/, '') || 'Computer';
}

/** A new machine gets the access that was given to the old one, which goes; codes are set anew (C1). */
async function takePlace(began: Began, accountId: string, { from, to }: { from: string; to: string }): Promise<void> {
  await sql`
    with opened as (
      insert into user_group_access (account_id, id, user_group_id, kind, computer_id, made_at)
      select account_id, gen_random_uuid(), user_group_id, kind, ${to}::uuid, made_at from user_group_access
       where account_id = ${accountId} and computer_id = ${from}
    )
    insert into member_access (account_id, id, member_id, kind, computer_id, made_at)
    select account_id, gen_random_uuid(), member_id, kind, ${to}::uuid, made_at from member_access
     where account_id = ${accountId} and computer_id = ${from}`.execute(began.tx);
  await removeFromAccount(began, accountId, [from], 'account');
}

async function noteEnrolment(
  began: Began,
  { accountId, asked, code, body }: Entering,
  { id, status, place }: { id: string; status: string; place: Place },
): Promise<void> {
  const { group_id, owner_id, made_by } = { ...code, ...place };
  const targets = [made_by, code.id, group_id, owner_id, code.computer_id].filter((one) => one !== null);
  const actor = { kind: 'system', id: null, personal: { address: asked.address } } as const;
  const note = {
    after: { status, kind: code.kind, group_id, owner_id },
    personal: { name: place.name, hostname: body.hostname },
    targets,
  };
  await writeAudit(began, accountId, actor, [{ act: enrolComputer.id, input: {}, reply: { computer_id: id }, note }]);
}

async function replyOf(
  began: Began,
  { kit, accountId }: Entering,
  computer: { id: string; name: string; status: 'waiting' | 'active' },
): Promise<Reply<typeof enrolComputer>> {
  const { rows } = await sql<{
    company_name: string;
    owner: { person_id: string; name: string } | null;
  }>`
    select a.company_name, case when o.person_id is not null then jsonb_build_object('person_id', o.person_id, 'name', o.sort_name) end as owner
      from account a join computer c on c.account_id = a.id and c.id = ${computer.id}
      left join member o on o.account_id = c.account_id and o.id = c.owner_id
     where a.id = ${accountId}`.execute(began.tx);
  const { company_name = '', owner = null } = rows[0] ?? {};
  const node_urls = await nodeAddresses(began);
  const { id: computer_id, name, status } = computer;
  const home = { account_id: accountId, company_name, public_url: kit.publicUrl, node_urls };
  return { ...home, computer_id, name, status, owner };
}
