import { makeCode as operation } from '@latchkey/contract/computer-access';
import type { Body } from '@latchkey/contract/operation';
import { CODE_HOURS, MOST_CODES, refuseLettingIn, refuseMakingCode, type WantedCode } from '@latchkey/domain/computer';
import { daysAfter } from '@latchkey/domain/invitation';
import type { Language } from '@latchkey/domain/language';
import { extentOf } from '@latchkey/domain/limited';
import type { Refusal } from '@latchkey/domain/refusal';
import { type Role, refuseActingOn } from '@latchkey/domain/role';
import { sql } from 'kysely';
import type { Began, Tx } from '../kit/db.ts';
import { promiseMail } from '../kit/mails.ts';
import { type Member, write } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { enrolmentCodeOf, hashOfCode } from './codes.ts';
import { refuseNaming } from './giving.ts';
import { governsAnew, rolesOver } from './governed.ts';
import { groupsNamed, type LockedComputer, lockComputers } from './locking.ts';

type Wanted = Body<typeof operation>;

const HOUR_MS = 3_600_000;

export const makeCode = write(operation, async ({ tx, now, me, body, kit, note }) => {
  const isFor = { owner_id: body.kind === 'enrolment' ? (body.owner_id ?? me.member_id) : null };
  const computer_id = body.kind === 'replacement' ? (body.computer_id ?? null) : null;
  const group_id = body.kind === 'replacement' ? null : body.group_id;
  const needs_approval = body.kind === 'deployment' && body.needs_approval;
  const replaced =
    computer_id === null ? undefined : (await lockComputers(tx, me.account_id, [computer_id])).get(computer_id);
  const wanted = { kind: body.kind, ...isFor, group_id: group_id ?? replaced?.group_id ?? null, needs_approval };
  const { membersMayEnrol, open } = await settingOf({ tx, now }, me);
  const refusal =
    refuseMakingCode(me, wanted, membersMayEnrol) ??
    (open >= MOST_CODES ? { code: 'too-many-codes', maximum: MOST_CODES } : undefined) ??
    (body.kind === 'replacement' ? refuseReplacing(me, replaced) : await refuseTarget(tx, me, wanted));
  if (refusal) return refusal;
  const owner = await ownerOf(tx, me, wanted.owner_id);
  if ('code' in owner) return owner;
  const code_id = uuidv7(now);
  const enrolment_code = enrolmentCodeOf(kit, code_id);
  const uses = body.kind === 'deployment' ? body.uses : 1;
  const expires_at = expiryOf(body, now);
  await sql`
    insert into enrolment_code (account_id, id, kind, code_hash, made_by, made_at, expires_at, group_id, owner_id, computer_id, uses_left, uses, needs_approval)
    values (${me.account_id}, ${code_id}, ${body.kind}, ${hashOfCode(enrolment_code)}, ${me.member_id}, ${now}, ${expires_at}, ${group_id}::uuid,
            ${wanted.owner_id}::uuid, ${computer_id}::uuid, ${uses}, ${uses}, ${needs_approval})`.execute(tx);
  if (body.mailed && owner.email !== null)
    await mailCode({ tx, now }, me.account_id, code_id, { ...owner, email: owner.email });
  const targets = [wanted.owner_id, group_id, computer_id].filter((one) => one !== null);
  note({ after: { kind: body.kind, uses, needs_approval, group_id, ...isFor }, targets });
  return { code_id, enrolment_code, expires_at: expires_at.toISOString() };
});

function expiryOf({ kind, expires_in_days }: Wanted, now: Date): Date {
  return kind === 'deployment' ? daysAfter(now, expires_in_days) : new Date(now.getTime() + CODE_HOURS * HOUR_MS);
}

async function settingOf({ tx, now }: Began, me: Member): Promise<{ membersMayEnrol: boolean; open: number }> {
  const { rows } = await sql<{ may: boolean; open: number }>`
    select a.members_may_enrol as may,
           (select count(*)::integer from enrolment_code e where e.account_id = a.id and e.made_by = ${me.member_id} and e.ending is null and e.expires_at > ${now}) as open
      from account a where a.id = ${me.account_id}`.execute(tx);
  return { membersMayEnrol: rows[0]?.may ?? false, open: rows[0]?.open ?? 0 };
}

/** A group that is named must be there; who looks after it may do to the computers in it no more than the maker may (G10). */
async function refuseTarget(
  tx: Tx,
  me: Member,
  { kind, group_id, owner_id }: WantedCode,
): Promise<Refusal | undefined> {
  if (group_id !== null && !(await groupsNamed(tx, me, [group_id])).has(group_id)) return { code: 'not-found' };
  const governs = governsAnew(await rolesOver(tx, me, [group_id]), { from: null, to: group_id });
  const refusal = refuseLettingIn(me, 'computers.enrol', { group_id, governs });
  if (refusal || kind !== 'enrolment' || owner_id === me.member_id) return refusal;
  if (!extentOf(me, 'access.grant')) return { code: 'not-permitted', permission: 'access.grant' };
  const [beyond] = await refuseNaming(tx, me, [{ owner_id, group_id }]);
  return beyond;
}

/** What is replaced is in use; whoever sits at the new machine stands where its owner stood. */
function refuseReplacing(me: Member, computer: LockedComputer | undefined): Refusal | undefined {
  if (computer?.status !== 'active') return { code: 'not-found' };
  const isStronger =
    computer.owner_role !== null &&
    computer.owner_id !== me.member_id &&
    refuseActingOn(me.permissions, { role: computer.owner_role, permissions: computer.owner_permissions });
  return isStronger ? { code: 'stronger-member' } : undefined;
}

type Recipient = { id: string | null; email: string | null; language: Language };

async function ownerOf(tx: Tx, me: Member, ownerId: string | null): Promise<Recipient | Refusal> {
  if (ownerId === null) return { id: null, email: null, language: 'en' };
  const { rows } = await sql<{ id: string; email: string; status: string; role: Role; language: Language | null }>`
    select m.id, m.email, m.status, m.role, l.language
      from member m left join languages_of(array[${ownerId}::uuid]) l on l.member_id = m.id
     where m.account_id = ${me.account_id} and m.id = ${ownerId} and m.status <> 'removed' for key share of m`.execute(
    tx,
  );
  const [owner] = rows;
  if (!owner) return { code: 'not-found' };
  if (owner.status !== 'active') return { code: 'not-active' };
  return { id: owner.id, email: owner.email, language: owner.language ?? 'en' };
}

async function mailCode(
  began: Began,
  accountId: string,
  codeId: string,
  { email: recipient, language }: { email: string; language: Language },
): Promise<void> {
  await promiseMail(began, {
    accountId,
    kind: 'enrolment_code',
    subjectId: codeId,
    generation: 1,
    recipient,
    language,
  });
}
