import { createHash } from 'node:crypto';
import { type ApprovalState, refuseAnswer } from '@latchkey/domain/code-approval';
import type { Refusal } from '@latchkey/domain/refusal';
import { lp } from '@latchkey/wire/bytes';
import { sql } from 'kysely';
import { lockAccount } from '../invitation/links.ts';
import { writeAudit } from '../kit/audit.ts';
import { askOnce, type Began, inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import type { Asked, Person } from '../kit/operation.ts';

const DIGITS = 6;

/** What is kept of a nonce (base64url). */
export function hashOfNonce(nonce: string): Buffer {
  return createHash('sha256').update(Buffer.from(nonce, 'base64url')).digest();
}

/** What both screens show, so that nobody approves for another machine or another asking (docs/protocol.md). */
export function comparisonOf(kit: Kit, computerId: string, nonce: string): string {
  const said = lp('latchkey code approval', kit.publicUrl, computerId, Buffer.from(nonce, 'base64url'));
  const number = createHash('sha256').update(said).digest().readUInt32BE(0) % 10 ** DIGITS;
  return String(number).padStart(DIGITS, '0');
}

/** What a computer asks somebody to approve, as they may see it, and who they are there. */
export type Approval = {
  id: string;
  state: ApprovalState;
  expires_at: Date;
  account_id: string;
  company_name: string;
  computer_id: string;
  computer_name: string;
  member_id: string;
  member_name: string;
  member_email: string;
  is_owner: boolean;
};

/**
 * Looks at what a computer asks, in its account, which is locked, for who is signed in. It is there for who reaches the computer and is
 * active in its account: they alone have a code to set. For everybody else there is nothing.
 */
export async function withApproval<T>(
  kit: Kit,
  { me, nonce }: { me: Person; nonce: string },
  work: (began: Began, approval: Approval) => Promise<T | Refusal>,
): Promise<T | Refusal> {
  const hash = hashOfNonce(nonce);
  const [home] = await askOnce(
    kit.db,
    () => sql<{ account_id: string }>`select account_id from approval_by_nonce(${hash})`,
  );
  if (!home) return { code: 'not-found' };
  return inTransaction(kit.db, { accountId: home.account_id }, async (began) => {
    if (!(await lockAccount(began, home.account_id))) return { code: 'not-found' };
    const approval = await lockApproval(began, home.account_id, { hash, personId: me.person_id });
    if (!approval) return { code: 'not-found' };
    return refuseAnswer({ ...approval, now: began.now }) ?? work(began, approval);
  });
}

async function lockApproval(
  { tx }: Began,
  accountId: string,
  { hash, personId }: { hash: Buffer; personId: string },
): Promise<Approval | undefined> {
  const { rows } = await sql<Approval>`
    select p.id, p.state, p.expires_at, p.account_id, a.company_name, c.id as computer_id, c.name as computer_name, m.id as member_id,
           m.name as member_name, m.email as member_email, c.owner_id is not distinct from m.id as is_owner
      from code_approval p
      join account a on a.id = p.account_id
      join computer c on c.account_id = p.account_id and c.id = p.computer_id and c.status = 'active' and c.quarantined_at is null
      join member m on m.account_id = p.account_id and m.person_id = ${personId} and m.status = 'active'
     where p.account_id = ${accountId} and p.nonce_hash = ${hash}
       and exists (select from reach r where r.account_id = p.account_id and r.member_id = m.id and r.computer_id = c.id)
       for no key update of p`.execute(tx);
  return rows[0];
}

/** Writes down what somebody answered, and that they did. */
export async function answerApproval(
  began: Began,
  approval: Approval,
  answer: { state: 'approved' | 'declined'; grantId: string | null; act: string; asked: Asked },
): Promise<void> {
  await sql`
    update code_approval set state = ${answer.state}, answered_at = ${began.now}, answered_by = ${approval.member_id}, grant_id = ${answer.grantId}::uuid
     where account_id = ${approval.account_id} and id = ${approval.id}`.execute(began.tx);
  const { member_id: id, member_name, member_email: email, computer_id, computer_name: name } = approval;
  const actor = { kind: 'member', id, personal: { name: member_name, email, address: answer.asked.address } } as const;
  await writeAudit(began, approval.account_id, actor, [
    { act: answer.act, input: {}, reply: { computer_id }, note: { personal: { name } } },
  ]);
}
