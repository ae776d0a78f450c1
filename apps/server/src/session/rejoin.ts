import { rejoinSession } from '@latchkey/contract/session';
import { sql } from 'kysely';
import { socketUrl } from '../computer/nodes.ts';
import { tellAgents } from '../computer/telling.ts';
import { write } from '../kit/operation.ts';
import { faultOf, isOnline, signInOf } from './standing.ts';
import { makeTicket, takeTicketBack } from './tickets.ts';

type Row = { id: string; computer_id: string; state: string };

export const rejoin = write(rejoinSession, async ({ kit, tx, now, me, asked, params }) => {
  const began = { tx, now };
  const signIn = await signInOf(began, asked.token);
  if (!signIn) return { code: 'not-signed-in' };
  const { rows } = await sql<Row>`
    select id, computer_id, state from session
     where account_id = ${me.account_id} and id = ${params.session_id} and member_id = ${me.member_id} and sign_in_id = ${signIn.id}
       for no key update`.execute(tx);
  const [session] = rows;
  if (!session) return { code: 'not-found' };
  if (session.state === 'ended' || (await faultOf(began, session.id)) !== undefined) return { code: 'session-over' };
  const of = { accountId: me.account_id, sessionId: session.id };
  if (!(await isOnline(began, { ...of, computerId: session.computer_id, nodeId: kit.node.id })))
    return { code: 'computer-offline' };
  await sql`
    update session set round = round + 1, node_id = ${kit.node.id}, lost_at = null
     where account_id = ${me.account_id} and id = ${session.id}`.execute(tx);
  const ticket = await makeTicket(began, of, { side: 'viewer', nodeId: kit.node.id });
  await takeTicketBack(tx, of, 'host');
  await tellAgents(tx, [session.computer_id]);
  return { session_id: session.id, url: socketUrl(kit.node.url, '/session/viewer'), ticket };
});
