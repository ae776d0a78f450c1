import type pg from 'pg';
import { fillSessions, nodeOf } from './fill-sessions.ts';
import { byTurns, inPlace, inWords } from './reads.ts';
import { seedGuests } from './seed.ts';
import { type Line, ratioOf } from './table.ts';

const SIZE = { members: 10_000, computers: 50_000, open: 5_000, over: 500_000 };
const ROUNDS = { warmUp: 10, rounds: 100 };

/** What it costs to ask whether all sessions of a server may go on, which each does every 2 s, over a bare query for the same rows. */
export async function measureStanding(): Promise<Line[]> {
  return inPlace(async ({ client, superuser, house }) => {
    const { accountId } = await seedGuests(superuser, house.masterKeyFile, 0);
    const of = { accountId, nodeId: await nodeOf(client) };
    const { seats } = await fillSessions(client, of, SIZE, ['computer', 'group', 'all', 'owner']);
    const ids = seats.map(({ sessionId }) => sessionId);
    const lines: Line[] = [];
    for (const count of [500, SIZE.open]) lines.push(await measured(client, ids.slice(0, count)));
    return lines;
  });
}

async function measured(client: pg.Client, ids: string[]): Promise<Line> {
  const standing = () => client.query<{ fault: string | null }>({ name: 'standing', text: STANDING, values: [ids] });
  const { rows } = await standing();
  if (rows.length !== ids.length || rows.some(({ fault }) => fault !== null))
    throw new Error('Not every session stands.');
  const bare = () => client.query({ name: 'bare', text: BARE, values: [ids] });
  const [asked, queried] = await byTurns([standing, bare], ROUNDS);
  return {
    what: `whether ${ids.length.toLocaleString('en')} sessions may go on`,
    measured: `${inWords(asked)} (p50 / p99)`,
    reference: `${inWords(queried)} for the bare rows`,
    ratio: ratioOf(asked.p50, queried.p50),
    aim: '',
  };
}

const STANDING = 'select * from sessions_standing($1::uuid[], now())';
const BARE = 'select s.id, s.state, s.node_id, s.round from session s where s.id = any ($1::uuid[])';
