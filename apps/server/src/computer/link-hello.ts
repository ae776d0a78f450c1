import { setTimeout as sleep } from 'node:timers/promises';
import { type Hello, helloBytes, type HelloRefusal } from '@latchkey/wire/hello';
import { PROTOCOL_VERSION } from '@latchkey/wire/transcript';
import { sql } from 'kysely';
import { askOnce, type Began, inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { notify } from '../kit/listen.ts';
import { isSignedBy } from './device-key.ts';
import { noteLocks } from './locks.ts';
import { arrive, noteFacts, type OfComputer, quarantine } from './presence.ts';

/** Asked on this channel, the server that has a computer's socket finds out whether it still answers. */
export const PROBES = 'latchkey_probes';
/** How long it has for that; a socket that does not answer within it is gone. */
export const PROBE_MS = 3_000;
const ASKS_AGAIN_MS = 200;

/** A computer that was let in, and by which socket. */
export type Greeted = OfComputer & { linkId: string };

type Agent = {
  account_id: string;
  device_key: Buffer;
  status: string;
  is_quarantined: boolean;
};

/**
 * Whether a hello is that of the computer it names, said now and to us: version, nonce, signature, standing; then its counter and which
 * start of the machine it comes from. A copied key is quarantined.
 */
export async function greet(
  kit: Kit,
  hello: Hello,
  at: { nonce: string; linkId: string },
): Promise<Greeted | HelloRefusal> {
  if (hello.version !== PROTOCOL_VERSION) return 'version';
  const [agent] = await askOnce(kit.db, () => sql<Agent>`select * from agent_by_id(${hello.computer_id})`);
  if (!agent) return 'unknown-computer';
  if (hello.nonce !== at.nonce || !isSigned(kit.publicUrl, hello, agent.device_key)) return 'bad-signature';
  if (agent.status === 'removed') return 'removed';
  if (agent.is_quarantined) return 'quarantined';
  const of = { accountId: agent.account_id, computerId: hello.computer_id };
  return admit(kit, hello, { ...of, linkId: at.linkId });
}

function isSigned(publicUrl: string, hello: Hello, deviceKey: Buffer): boolean {
  const bytes = helloBytes({ ...hello, public_url: publicUrl });
  return bytes !== undefined && isSignedBy(deviceKey, bytes, hello.signature);
}

async function admit(kit: Kit, hello: Hello, of: Greeted): Promise<Greeted | HelloRefusal> {
  const until = performance.now() + PROBE_MS + 2_000;
  for (let asked = false; ; asked = true) {
    const verdict = await inTransaction(kit.db, { accountId: of.accountId }, (began) =>
      admitLocked(began, hello, { ...of, nodeId: kit.node.id, isLastTry: performance.now() > until, asked }),
    );
    if (verdict === 'in') return of;
    if (verdict === 'rolled-back') await quarantine(kit, of, 'counter');
    if (verdict === 'rolled-back') return 'quarantined';
    if (verdict !== 'wait') return verdict;
    await sleep(ASKS_AGAIN_MS);
  }
}

type LockedRow = {
  status: string;
  is_quarantined: boolean;
  hello_counter: string;
  boot_id: string | null;
  link_id: string | null;
};
type Verdict = 'in' | 'wait' | 'rolled-back' | HelloRefusal;

async function admitLocked(
  began: Began,
  hello: Hello,
  at: Greeted & { nodeId: string; isLastTry: boolean; asked: boolean },
): Promise<Verdict> {
  const { rows } = await sql<LockedRow>`
    select status, quarantined_at is not null as is_quarantined, hello_counter, boot_id, link_id from computer
     where account_id = ${at.accountId} and id = ${at.computerId} for no key update`.execute(began.tx);
  const [row] = rows;
  if (!row) return 'unknown-computer';
  if (row.status === 'removed') return 'removed';
  if (row.is_quarantined) return 'quarantined';
  if (hello.counter <= Number(row.hello_counter)) return 'rolled-back';
  // Another start of the machine while the socket of the first still answers: there are two machines.
  if (row.link_id !== null && row.boot_id !== hello.boot_id && !at.isLastTry) {
    if (!at.asked) await notify(began.tx, PROBES, `${at.computerId} ${row.link_id}`);
    return 'wait';
  }
  await arrive(began, { ...at, bootId: hello.boot_id, counter: hello.counter });
  await noteFacts(began, at, hello.facts);
  await noteLocks(began, at, hello.facts.locks);
  return 'in';
}
