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

/** Which socket a computer hangs on, and from which start of the machine. */
export type Arrival = OfComputer & { nodeId: string; linkId: string; bootId: string; counter: number };

/** A computer has come: written once a socket, in the transaction that checked its hello. */
export async function arrive({ tx, now }: Began, at: Arrival): Promise<void> {
  await sql`
    update computer set hello_counter = ${at.counter}, boot_id = ${at.bootId}, node_id = ${at.nodeId}, link_id = ${at.linkId},
           linked_at = ${now}, last_seen_at = ${now}
     where account_id = ${at.accountId} and id = ${at.computerId}`.execute(tx);
  await tellNews(tx, at.accountId, 'computer');
}

/** A socket is gone; a computer that has come back by another one meanwhile is left alone. */
export async function depart(kit: Kit, of: OfComputer & { linkId: string }): Promise<void> {
  await inTransaction(kit.db, { accountId: of.accountId }, async ({ tx, now }) => {
    const { rows } = await sql`
      update computer set node_id = null, link_id = null, last_seen_at = ${now}
       where account_id = ${of.accountId} and id = ${of.computerId} and link_id = ${of.linkId} returning id`.execute(
      tx,
    );
    if (rows.length > 0) await tellNews(tx, of.accountId, 'computer');
  });
}

/** Writes down what a machine says of itself, where it is something else than before. */
export async function noteFacts({ tx }: Began, of: OfComputer, facts: Facts): Promise<void> {
  const { hostname, os, agent_version, base_cred_id } = facts;
  const [user, problem] = [facts.user ?? '', facts.problem ?? ''];
  const { rows } = await sql`
    update computer set hostname = ${hostname}, os = ${os}, agent_version = ${agent_version}, os_user = ${user}, problem = ${problem},
           base_cred_id = ${base_cred_id}::uuid
     where account_id = ${of.accountId} and id = ${of.computerId} and status <> 'removed'
       and (hostname, os, agent_version, os_user, problem, base_cred_id)
           is distinct from (${hostname}, ${os}, ${agent_version}, ${user}, ${problem}, ${base_cred_id}::uuid)
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
