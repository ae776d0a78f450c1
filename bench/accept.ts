import { join } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '../apps/server/src/kit/postgres/supervisor.ts';
import { uuidv7 } from '../apps/server/src/kit/secrets.ts';
import { scratch, startHouse } from './house.ts';
import { callerOf, perSecond } from './load.ts';
import { type Seeded, seedGuests } from './seed.ts';
import { type Line, ratioOf } from './table.ts';

const ROUNDS = [
  { clients: 1, total: 300 },
  { clients: 8, total: 1200 },
  { clients: 32, total: 2000 },
];

/** Accepted invitations a second through HTTP, all in one account, over the database's own rate of committing the same rows. */
export async function measureAccepting(): Promise<Line[]> {
  const place = await scratch();
  const database = await startEmbedded({ dataDir: join(place.folder, 'postgres'), say: () => undefined });
  const house = await startHouse({ folder: place.folder, database: database.owner });
  const superuser = { ...database.superuser, database: 'latchkey' };
  const lines: Line[] = [];
  try {
    for (const { clients, total } of ROUNDS) {
      const seeded = await seedGuests(superuser, house.masterKeyFile, total);
      const bare = await seedGuests(superuser, house.masterKeyFile, total);
      const reference = await commitRate(superuser, bare, clients);
      const { call, close } = callerOf(house.url, clients);
      const measured = await perSecond(total, clients, async (index) => {
        const guest = seeded.guests[index];
        if (guest)
          await call('/api/v1/invitations/accept', { link: guest.link }, `latchkey-${house.port}=${guest.cookieToken}`);
      });
      close();
      lines.push({
        what: `accepted invitations a second, ${clients} ${clients === 1 ? 'client' : 'clients'}`,
        measured: measured.toFixed(0),
        reference: `${reference.toFixed(0)} bare commits of the same rows`,
        ratio: ratioOf(measured, reference),
        aim: '',
      });
    }
  } finally {
    await house.stop();
    await database.stop();
    await place.remove();
  }
  return lines;
}

/** The same rows written by the same driver, a transaction each, with nothing read, checked or locked for longer than a statement. */
async function commitRate(superuser: pg.ClientConfig, seeded: Seeded, clients: number): Promise<number> {
  const pool = new pg.Pool({ ...superuser, max: clients });
  const rate = await perSecond(seeded.guests.length, clients, async (index) => {
    const guest = seeded.guests[index];
    if (!guest) return;
    const client = await pool.connect();
    const now = new Date();
    const auditId = uuidv7(now);
    await client.query('begin');
    await client.query({
      name: 'i',
      text: `update invitation set ending = 'accepted', ended_at = $3 where account_id = $1 and id = $2`,
      values: [seeded.accountId, guest.invitation_id, now],
    });
    await client.query({
      name: 'm',
      text: `update member set person_id = $3, name = 'Guest', status = 'active', last_entered_at = $4, version = version + 1 where account_id = $1 and id = $2`,
      values: [seeded.accountId, guest.member_id, guest.person_id, now],
    });
    await client.query({
      name: 'a',
      text: `insert into audit (account_id, id, at, act, actor_kind, actor_id, targets, before, after, personal_hash)
             values ($1, $2, $3, 'invitation.accept', 'member', $4, array[$4::uuid], '{"status":"invited"}', '{"status":"active"}', sha256('x'))`,
      values: [seeded.accountId, auditId, now, guest.member_id],
    });
    await client.query({
      name: 'p',
      text: `insert into audit_personal values ($1, $2, 'salt', '{"actor":{"name":"Guest"}}')`,
      values: [seeded.accountId, auditId],
    });
    await client.query('commit');
    client.release();
  });
  await pool.end();
  return rate;
}
