import type { Hello, HelloRefusal } from '@latchkey/wire/hello';
import { sql } from 'kysely';
import { type Began, inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { notify } from '../kit/listen.ts';
import { type First, firstWordsOf } from './link-owed.ts';
import { noteLocks } from './locks.ts';
import { arriveAll, type OfLink } from './presence.ts';

/** Asked on this channel, the server that has a computer's socket finds out whether it still answers. */
export const PROBES = 'latchkey_probes';

/** A computer that was let in, by which socket, and what it hears first. */
export type Greeted = OfLink & First;

/**
 * A hello whose signature is right. `isProbed`: an earlier socket was asked whether it answers; `isLastTry`: it has had its time to;
 * `insists`: waits for the computer's row if need be.
 */
export type Knock = { hello: Hello; of: OfLink; isProbed: boolean; isLastTry: boolean; insists: boolean };
/** `probed` and `later`: ask again. */
export type Verdict = Greeted | 'probed' | 'later' | 'rolled-back' | HelloRefusal;

/** Lets computers in, or says why not: those of an account in one transaction. */
export async function admitAll(kit: Kit, knocks: readonly Knock[]): Promise<Verdict[]> {
  const verdicts = new Map<Knock, Verdict>();
  for (const group of Map.groupBy(knocks, placeOf).values()) {
    const accountId = group[0]?.of.accountId;
    const found = await inTransaction(kit.db, { accountId }, (began) => admitGroup(began, kit.node.id, group));
    for (const [at, knock] of group.entries()) verdicts.set(knock, found[at] ?? 'later');
  }
  return knocks.map((knock) => verdicts.get(knock) ?? 'later');
}

/** Those of an account go together; who tells of locks, or insists, by itself. */
function placeOf({ of, hello, insists }: Knock): string {
  return insists || hello.facts.locks.length > 0 ? `${of.accountId} ${of.computerId}` : of.accountId;
}

type LockedRow = {
  id: string;
  status: string;
  is_quarantined: boolean;
  hello_counter: string;
  boot_id: string | null;
  link_id: string | null;
};

async function admitGroup(began: Began, nodeId: string, group: readonly Knock[]): Promise<Verdict[]> {
  const rows = await lockAll(began, group);
  const seen = new Set<string>();
  const verdicts: (Verdict | 'in')[] = [];
  for (const knock of group) {
    const { computerId } = knock.of;
    const row = rows.get(computerId);
    // Of two sockets of one computer the second finds what the first has left; a row in other hands is found another time.
    const isLater = seen.has(computerId) || (!row && !knock.insists);
    verdicts.push(isLater ? 'later' : await judge(began, knock, row));
    seen.add(computerId);
  }
  const admitted = group.filter((_, at) => verdicts[at] === 'in');
  const first = await letIn(began, nodeId, admitted);
  return group.map(({ of }, at) => {
    const [verdict, words] = [verdicts[at] ?? 'later', first.get(of.computerId)];
    if (verdict !== 'in') return verdict;
    return words ? { ...of, ...words } : 'later';
  });
}

async function lockAll({ tx }: Began, group: readonly Knock[]): Promise<Map<string, LockedRow>> {
  const [one] = group;
  const ids = group.map(({ of }) => of.computerId);
  // Who can wait, waits for nobody while others wait for them.
  const { rows } = await sql<LockedRow>`
    select id, status, quarantined_at is not null as is_quarantined, hello_counter, boot_id, link_id from computer
     where account_id = ${one?.of.accountId} and id = any (${ids}::uuid[]) order by id
       for no key update ${one?.insists ? sql`` : sql`skip locked`}`.execute(tx);
  return new Map(rows.map((row) => [row.id, row]));
}

async function judge(
  { tx }: Began,
  { hello, of, isProbed, isLastTry }: Knock,
  row: LockedRow | undefined,
): Promise<'in' | 'probed' | 'rolled-back' | HelloRefusal> {
  if (!row) return 'unknown-computer';
  if (row.status === 'removed') return 'removed';
  if (row.is_quarantined) return 'quarantined';
  if (hello.counter <= Number(row.hello_counter)) return 'rolled-back';
  // Another start of the machine while the socket of the first still answers: there are two machines.
  if (row.link_id === null || row.boot_id === hello.boot_id || isLastTry) return 'in';
  if (!isProbed) await notify(tx, PROBES, `${of.computerId} ${row.link_id}`);
  return 'probed';
}

/** Writes down that they have come, and gives what each hears first. */
async function letIn(began: Began, nodeId: string, admitted: readonly Knock[]): Promise<Map<string, First>> {
  const [one] = admitted;
  if (!one) return new Map();
  const { accountId } = one.of;
  await arriveAll(
    began,
    { accountId, nodeId },
    admitted.map(({ hello, of }) => ({ ...of, bootId: hello.boot_id, counter: hello.counter, facts: hello.facts })),
  );
  for (const { hello, of } of admitted) await noteLocks(began, of, hello.facts.locks);
  const locks = admitted.flatMap(({ hello }) => hello.facts.locks.map(({ lock_id }) => lock_id));
  return firstWordsOf(began, accountId, { links: admitted.map(({ of }) => of), locks });
}
