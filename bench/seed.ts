import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Connection } from '../apps/server/src/kit/db.ts';
import { hashToken, openSecrets, uuidv7 } from '../apps/server/src/kit/secrets.ts';

/** A person who is signed in and holds the link of an invitation. */
export type Guest = {
  email: string;
  cookieToken: string;
  link: string;
  member_id: string;
  invitation_id: string;
  person_id: string;
};
export type Seeded = { accountId: string; holderId: string; guests: Guest[] };

/** An account whose holder has invited so many people who have a sign-in already; written as the superuser, as the operations would. */
export async function seedGuests(
  superuser: Connection,
  masterKeyFile: string,
  count: number,
  passwordHash = 'x',
): Promise<Seeded> {
  const secrets = openSecrets(masterKeyFile);
  const now = new Date();
  const accountId = uuidv7(now);
  const holderId = uuidv7(now);
  const holderPerson = uuidv7(now);
  const guests = Array.from({ length: count }, (_, at): Guest => {
    const invitation_id = uuidv7(now);
    const link = `${invitation_id}.1.${secrets.linkToken('invitation', invitation_id, 1)}`;
    const email = `guest-${at}-${randomBytes(4).toString('hex')}@example.test`;
    return {
      email,
      cookieToken: randomBytes(32).toString('base64url'),
      link,
      invitation_id,
      member_id: uuidv7(now),
      person_id: uuidv7(now),
    };
  });
  const client = new pg.Client(superuser);
  await client.connect();
  const until = new Date(now.getTime() + 86_400_000);
  const rows = guests.map((guest) => ({
    ...guest,
    token_hash: hashToken(guest.link.split('.')[2] ?? '').toString('hex'),
    sign_in_hash: hashToken(guest.cookieToken).toString('hex'),
    sign_in_id: uuidv7(now),
  }));
  await client.query(`insert into person values ($1, $2, 'Holder', $3, 'en', false, $4, $4)`, [
    holderPerson,
    `holder-${holderPerson}@example.test`,
    passwordHash,
    now,
  ]);
  await client.query(`insert into account (id, company_name, language, made_at) values ($1, 'Bench', 'en', $2)`, [
    accountId,
    now,
  ]);
  await client.query(
    `insert into member (account_id, id, person_id, email, name, status, role, made_at) values ($1, $2, $3, $4, 'Holder', 'active', 'holder', $5)`,
    [accountId, holderId, holderPerson, `holder-${holderPerson}@example.test`, now],
  );
  const values = [accountId, JSON.stringify(rows), now, until, holderId, passwordHash];
  for (const statement of STATEMENTS)
    await client.query(
      statement.sql,
      statement.uses.map((use) => values[use - 1]),
    );
  await client.query('analyze');
  await client.end();
  return { accountId, holderId, guests };
}

const ROWS = `jsonb_to_recordset($1::jsonb) as g (email text, token_hash text, sign_in_hash text, sign_in_id uuid, member_id uuid, invitation_id uuid, person_id uuid)`;
const STATEMENTS = [
  {
    uses: [2, 3, 6],
    sql: `insert into person select person_id, email, 'Guest', $3, 'en', false, $2::timestamptz, $2::timestamptz from ${ROWS}`,
  },
  {
    uses: [2, 3, 4],
    sql: `insert into sign_in (id, token_hash, person_id, made_at, proved_at, expires_at, address, user_agent)
          select sign_in_id, decode(sign_in_hash, 'hex'), person_id, $2::timestamptz, $2::timestamptz, $3::timestamptz, '127.0.0.1', 'bench' from ${ROWS}`,
  },
  {
    uses: [2, 1, 3],
    sql: `insert into member (account_id, id, email, name, status, role, made_at)
          select $2::uuid, member_id, email, '', 'invited', 'member', $3::timestamptz from ${ROWS}`,
  },
  {
    uses: [2, 1, 3, 4, 5],
    sql: `insert into invitation (account_id, id, member_id, invited_by, language, made_at, sent_at, expires_at)
          select $2::uuid, invitation_id, member_id, $5::uuid, 'en', $3::timestamptz, $3::timestamptz, $4::timestamptz from ${ROWS}`,
  },
  {
    uses: [2, 1],
    sql: `insert into invitation_link (account_id, invitation_id, generation, token_hash)
          select $2::uuid, invitation_id, 1, decode(token_hash, 'hex') from ${ROWS}`,
  },
];
