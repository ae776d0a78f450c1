import { openSession } from '@latchkey/contract/session';
import type { Refusal } from '@latchkey/domain/refusal';
import { MOST_ASKED } from '@latchkey/domain/session';
import { sql } from 'kysely';
import { openGrant } from '../computer/grants.ts';
import { refuseLocked } from '../computer/locks.ts';
import { socketUrl } from '../computer/nodes.ts';
import { tellAgents } from '../computer/telling.ts';
import type { Began } from '../kit/db.ts';
import { tellNews } from '../kit/news.ts';
import { type Member, write } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { isOnline, signInOf } from './standing.ts';
import { makeTicket } from './tickets.ts';

/** Two gates, always both (C12): this one is reach; the access code is the computer's own. */
export const open = write(openSession, async ({ kit, tx, now, me, asked, params, body, note }) => {
  const began = { tx, now };
  const signIn = await signInOf(began, asked.token);
  if (!signIn) return { code: 'not-signed-in' };
  await takeTurn(began, me);
  const computer = await lockReached(began, me, params.computer_id);
  if (!computer) return { code: 'not-found' };
  const of = { accountId: me.account_id, computerId: computer.id, memberId: me.member_id, nodeId: kit.node.id };
  const refusal =
    refuseState(computer) ??
    (await refuseLocked(began, of)) ??
    (await refuseOffline(began, of)) ??
    (await refuseMany(began, of));
  if (refusal) return refusal;
  const grant = await openGrant(began, { ...of, personId: me.person_id });
  if (grant.cred_id === null && computer.base_cred_id === null) return { code: 'computer-needs-code' };
  const sessionId = uuidv7(now);
  await tx
    .insertInto('session')
    .values({
      account_id: me.account_id,
      id: sessionId,
      computer_id: computer.id,
      member_id: me.member_id,
      person_id: me.person_id,
      sign_in_id: signIn.id,
      grant_id: grant.id,
      state: 'asked',
      control: body.control,
      address: asked.address,
      node_id: kit.node.id,
      made_at: now,
    })
    .execute();
  const ticket = await makeTicket(
    began,
    { accountId: me.account_id, sessionId },
    { side: 'viewer', nodeId: kit.node.id },
  );
  await tellAgents(tx, [computer.id]);
  await tellNews(tx, me.account_id, 'session');
  note({ after: { control: body.control } });
  return {
    session_id: sessionId,
    url: socketUrl(kit.node.url, '/session/viewer'),
    ticket,
    host: { computer_id: computer.id, name: computer.name, person_id: me.person_id, grant_id: grant.id },
    idle_minutes: computer.idle_minutes,
  };
});

type Reached = {
  id: string;
  name: string;
  is_quarantined: boolean;
  base_cred_id: string | null;
  idle_minutes: number;
};

/** One session of a member is asked for after the other, so that what is counted of them is true. */
async function takeTurn({ tx }: Began, me: Member): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('session.open ' || ${me.member_id}::text, 0))`.execute(tx);
}

async function lockReached({ tx }: Began, me: Member, computerId: string): Promise<Reached | undefined> {
  const { rows } = await sql<Reached>`
    select c.id, c.name, c.quarantined_at is not null as is_quarantined, c.base_cred_id, a.session_idle_minutes as idle_minutes
      from computer c join account a on a.id = c.account_id
     where c.account_id = ${me.account_id} and c.id = ${computerId} and c.status = 'active'
       and exists (select from ways_of(c.account_id, ${me.member_id}, array[c.id]))
       for no key update of c`.execute(tx);
  return rows[0];
}

function refuseState(computer: Reached): Refusal | undefined {
  return computer.is_quarantined ? { code: 'computer-quarantined' } : undefined;
}

type Of = { accountId: string; computerId: string; memberId: string; nodeId: string };

async function refuseOffline(began: Began, of: Of): Promise<Refusal | undefined> {
  return (await isOnline(began, of)) ? undefined : { code: 'computer-offline' };
}

/** Who tries codes on many computers at the same moment would lock them all before the first lock is heard of. */
async function refuseMany({ tx }: Began, of: Of): Promise<Refusal | undefined> {
  const { rows } = await sql<{ others: number }>`
    select count(distinct computer_id)::integer as others from session
     where account_id = ${of.accountId} and member_id = ${of.memberId} and state = 'asked' and computer_id <> ${of.computerId}`.execute(
    tx,
  );
  return (rows[0]?.others ?? 0) >= MOST_ASKED ? { code: 'too-many-sessions', maximum: MOST_ASKED } : undefined;
}
