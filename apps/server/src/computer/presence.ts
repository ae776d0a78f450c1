import type { Facts } from '@latchkey/wire/hello';
import { sql } from 'kysely';
import { writeAudit } from '../kit/audit.ts';
import { type Began, inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { tellNews } from '../kit/news.ts';
import { mailQuarantined } from './quarantine-letter.ts';
import { tellAgents } from './telling.ts';

/** A computer of an account. */
export type OfComputer = { accountId: string; computerId: string };

/** A socket of a computer. */
export type OfLink = OfComputer & { linkId: string };

/** Which socket a computer hangs on, from which start of the machine, and what it says of itself. */
export type Arrival = OfLink & { bootId: string; counter: number; facts: Facts };

/** Computers of an account have come to a server: written once a socket, in the transaction that checked their hellos. */
export async function arriveAll(
  { tx, now }: Began,
  at: { accountId: string; nodeId: string },
  arrivals: readonly Arrival[],
): Promise<void> {
  const said = arrivals.map(({ computerId, linkId, bootId, counter, facts }) => ({
    id: computerId,
    link_id: linkId,
    boot_id: bootId,
    counter,
    ...columnsOf(facts),
  }));
  await sql`
    update computer c set hello_counter = s.counter, boot_id = s.boot_id, node_id = ${at.nodeId}, link_id = s.link_id,
           linked_at = ${now}, last_seen_at = ${now}, hostname = s.hostname, os = s.os, agent_version = s.agent_version, os_user = s.os_user,
           problem = s.problem, base_cred_id = s.base_cred_id
      from jsonb_to_recordset(${JSON.stringify(said)}::jsonb) as s (id uuid, link_id uuid, boot_id text, counter bigint, hostname text, os text,
           agent_version text, os_user text, problem text, base_cred_id uuid)
     where c.account_id = ${at.accountId} and c.id = s.id`.execute(tx);
  await tellNews(tx, at.accountId, 'computer');
}

/** Sockets are gone; a computer that has come back by another one meanwhile is left alone. */
export async function departAll(kit: Kit, gone: readonly OfLink[]): Promise<void[]> {
  for (const [accountId, links] of Map.groupBy(gone, (one) => one.accountId))
    await inTransaction(kit.db, { accountId }, async ({ tx, now }) => {
      const { rows } = await sql`
        update computer c set node_id = null, link_id = null, last_seen_at = ${now}
          from unnest(${links.map(({ computerId }) => computerId)}::uuid[], ${links.map(({ linkId }) => linkId)}::uuid[]) as g (id, link)
         where c.account_id = ${accountId} and c.id = g.id and c.link_id = g.link returning c.id`.execute(tx);
      if (rows.length > 0) await tellNews(tx, accountId, 'computer');
    });
  return gone.map(() => undefined);
}

function columnsOf({ hostname, os, agent_version, user, problem, base_cred_id }: Facts) {
  return { hostname, os, agent_version, os_user: user ?? '', problem: problem ?? '', base_cred_id };
}

/** Writes down what a machine says of itself, where it is something else than before. */
export async function noteFacts({ tx }: Began, of: OfComputer, facts: Facts): Promise<void> {
  const { hostname, os, agent_version, os_user, problem, base_cred_id } = columnsOf(facts);
  const { rows } = await sql`
    update computer set hostname = ${hostname}, os = ${os}, agent_version = ${agent_version}, os_user = ${os_user}, problem = ${problem},
           base_cred_id = ${base_cred_id}::uuid
     where account_id = ${of.accountId} and id = ${of.computerId} and status <> 'removed'
       and (hostname, os, agent_version, os_user, problem, base_cred_id)
           is distinct from (${hostname}, ${os}, ${agent_version}, ${os_user}, ${problem}, ${base_cred_id}::uuid)
    returning id`.execute(tx);
  if (rows.length > 0) await tellNews(tx, of.accountId, 'computer');
}

/**
 * Two machines hold the key of one computer: neither is let in until it is enrolled anew. Audited and mailed; every server hears of it,
 * and closes what is open.
 */
export async function quarantine(kit: Kit, of: OfComputer, why: 'counter' | 'second-machine'): Promise<void> {
  await inTransaction(kit.db, { accountId: of.accountId }, async (began) => {
    const { rows } = await sql`
      update computer set quarantined_at = ${began.now}, version = version + 1
       where account_id = ${of.accountId} and id = ${of.computerId} and status <> 'removed' and quarantined_at is null
      returning id`.execute(began.tx);
    if (rows.length === 0) return;
    const system = { kind: 'system', id: null, personal: {} } as const;
    await writeAudit(began, of.accountId, system, [
      {
        act: 'computer.quarantine',
        input: {},
        reply: { computer_id: of.computerId },
        note: { after: { because: why } },
      },
    ]);
    await mailQuarantined(began, of);
    await tellAgents(began.tx, [of.computerId]);
    await tellNews(began.tx, of.accountId, 'computer');
  });
  kit.log.warn({ computer: of.computerId, why }, 'quarantined');
}
