import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Hello, helloBytes, type HelloRefusal } from '@latchkey/wire/hello';
import { PROTOCOL_VERSION } from '@latchkey/wire/transcript';
import { sql } from 'kysely';
import { askOnce } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { together } from '../kit/together.ts';
import { isSignedBy } from './device-key.ts';
import { admitAll, type Greeted, type Knock, type Verdict } from './link-admitting.ts';
import { departAll, type OfLink, quarantine } from './presence.ts';

/** How long a computer's socket has to answer a probe; one that does not answer within it is gone. */
export const PROBE_MS = 3_000;
const ASKS_AGAIN_MS = 200;
/** How long a hello gives way to whatever else is done with its computer before it waits in line. */
const PATIENCE_MS = 2_000;
/** When a server starts, thousands say hello within seconds: they are answered so many at a time, and so often. */
const ROUNDS = { everyMs: 100, most: 500 };

type Agent = {
  id: string;
  account_id: string;
  device_key: Buffer;
  status: string;
  is_quarantined: boolean;
};

/** Where computers are let in, and leave. */
export type Reception = {
  /**
   * Whether a hello is that of the computer it names, said now and to us: version, nonce, signature, standing; then its counter and
   * which start of the machine it comes from. A copied key is quarantined.
   */
  greet(hello: Hello, nonce: string): Promise<Greeted | HelloRefusal>;
  /** A socket is gone. */
  depart(of: OfLink): Promise<void>;
};

/** Opens the reception of this node. */
export function openReception(kit: Kit): Reception {
  const find = together((ids: string[]) => agentsBy(kit, ids), ROUNDS);
  const admit = together((knocks: Knock[]) => admitAll(kit, knocks), ROUNDS);
  const depart = together((gone: OfLink[]) => departAll(kit, gone), ROUNDS);
  return {
    async greet(hello, nonce) {
      if (hello.version !== PROTOCOL_VERSION) return 'version';
      const agent = await find(hello.computer_id);
      if (!agent) return 'unknown-computer';
      if (hello.nonce !== nonce || !isSigned(kit.publicUrl, hello, agent.device_key)) return 'bad-signature';
      if (agent.status === 'removed') return 'removed';
      if (agent.is_quarantined) return 'quarantined';
      const of = { accountId: agent.account_id, computerId: hello.computer_id, linkId: randomUUID() };
      return knockOn(kit, admit, { hello, of });
    },
    depart,
  };
}

/** One answer for each id: nothing where there is no such computer. */
async function agentsBy(kit: Kit, ids: string[]): Promise<(Agent | undefined)[]> {
  const rows = await askOnce(
    kit.db,
    () => sql<Agent>`select q.id, a.* from unnest(${ids}::uuid[]) as q (id) cross join lateral agent_by_id(q.id) a`,
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => found.get(id));
}

function isSigned(publicUrl: string, hello: Hello, deviceKey: Buffer): boolean {
  const bytes = helloBytes({ ...hello, public_url: publicUrl });
  return bytes !== undefined && isSignedBy(deviceKey, bytes, hello.signature);
}

/** Asks until it is known whether an earlier socket of the computer still answers, and its row is in nobody's hands. */
async function knockOn(
  kit: Kit,
  admit: (knock: Knock) => Promise<Verdict>,
  { hello, of }: Pick<Knock, 'hello' | 'of'>,
): Promise<Greeted | HelloRefusal> {
  const patientUntil = performance.now() + PATIENCE_MS;
  let probedUntil: number | undefined;
  for (;;) {
    const now = performance.now();
    const isProbed = probedUntil !== undefined;
    const isLastTry = probedUntil !== undefined && now > probedUntil;
    const verdict = await admit({ hello, of, isProbed, isLastTry, insists: now > patientUntil });
    if (verdict === 'rolled-back') {
      await quarantine(kit, of, 'counter');
      return 'quarantined';
    }
    if (verdict !== 'probed' && verdict !== 'later') return verdict;
    if (verdict === 'probed') probedUntil ??= performance.now() + PROBE_MS + 2_000;
    await sleep(ASKS_AGAIN_MS);
  }
}
