import assert from 'node:assert/strict';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { acceptAsNewPerson, openInvitation } from '@latchkey/contract/invitation';
import { listOutbox } from '@latchkey/contract/operator';
import pg from 'pg';
import type { migrate } from '../../src/kit/migrate.ts';
import { passwordKit } from '../../src/kit/passwords.ts';
import { startEmbedded } from '../../src/kit/postgres/supervisor.ts';
import { hashToken, openSecrets, type Secrets, uuidv7 } from '../../src/kit/secrets.ts';
import { ADA, adaSignedIn, emailsSeenBy, PASSWORD, Visitor, type Way } from './browser.ts';
import { type House, startHouse } from './house.ts';
import { freePort } from '../free-port.ts';
import { newPlace, type Place } from './place.ts';

/** The schema of the first version that was ever run by anybody. */
const THEN = ['0001-house.sql', '0002-proofs.sql', '0003-operating.sql'];
const BOB = 'bob@example.test';
const [account, ada, bob, holder, invitation] = Array.from({ length: 5 }, () => uuidv7(new Date()));

// An installation of that version, with a company in it, is started by this one.
let place: Place;
let way: Way;
let house: House;
let link: string;

before(async () => {
  place = newPlace();
  const port = String(await freePort());
  way = { publicUrl: `http://localhost:${port}` };
  await liveThen();
  house = await startHouse(place, { env: { PORT: port } });
});
after(() => place.leave());

test('An older installation is brought to this schema by the start, which asks for nothing', () => {
  assert.doesNotMatch(house.said, /Set-up code|first start/);
});

test('Everybody of then is there, signs in with the password of then and sees whom they saw', async () => {
  const visitor = await adaSignedIn(way);
  assert.deepEqual(await emailsSeenBy(visitor, account ?? ''), [ADA, BOB]);
});

test('A link that was mailed then is good now', async () => {
  const browser = new Visitor(way);
  const opened = await browser.call(openInvitation, { body: { link } });
  assert.equal(opened.body['company_name'], 'Acme', opened.text);
  const body = { link, name: 'Bob', password: PASSWORD, language: 'en' };
  assert.equal((await browser.call(acceptAsNewPerson, { body })).status, 200);
});

test('I12: why a mail of then is not out is said in a word that every language has, with the server’s own words', async () => {
  const { body } = await (await adaSignedIn(way)).call(listOutbox);
  const items = body['items'] as { recipient: string; problem: string | null; quote: string | null }[];
  const told = items.map(({ recipient, problem, quote }) => `${recipient}: ${problem}, ${quote}`);
  assert.deepEqual(told.toSorted(), [
    'gone@example.test: recipient_refused, 550 5.1.1 no such user',
    'lost@example.test: unusable, null',
  ]);
});

/** What that version did: its migrations, its first person with an account, an invitation under way and two mails that went wrong. */
async function liveThen(): Promise<void> {
  const folder = join(place.folder, 'latchkey');
  mkdirSync(folder);
  const embedded = await startEmbedded({ dataDir: join(folder, '.latchkey'), say: () => undefined });
  place.onLeave(() => embedded.stop());
  const secrets = openSecrets(join(folder, '.latchkey-keys', 'master.key'));
  const passwords = { app: secrets.rolePassword('latchkey_app'), jobs: secrets.rolePassword('latchkey_jobs') };
  assert.deepEqual(await (await migratorOfThen())(embedded.owner, passwords), THEN);
  const client = new pg.Client(embedded.owner);
  await client.connect();
  await fill(client, secrets);
  await client.end();
  await embedded.stop();
}

/** The migrator as it stood beside the first files only. */
async function migratorOfThen(): Promise<typeof migrate> {
  const from = fileURLToPath(new URL('../../', import.meta.url));
  const to = join(place.folder, 'then');
  for (const file of ['src/kit/migrate.ts', ...THEN.map((name) => `migrations/${name}`)])
    cpSync(join(from, file), join(to, file));
  symlinkSync(join(from, '..', '..', 'node_modules'), join(to, 'node_modules'));
  const { migrate: ofThen } = (await import(pathToFileURL(join(to, 'src/kit/migrate.ts')).href)) as {
    migrate: typeof migrate;
  };
  return ofThen;
}

async function fill(client: pg.Client, secrets: Secrets): Promise<void> {
  const token = secrets.linkToken('invitation', invitation ?? '', 1);
  link = `${invitation}.1.${token}`;
  const rows: [string, unknown[]][] = [
    [
      `insert into person (id, email, name, password_hash, language, is_operator, made_at, password_changed_at)
       values ($1, $2, 'Ada Holder', $3, 'en', true, now(), now())`,
      [ada, ADA, await passwordKit().hashPassword(PASSWORD)],
    ],
    [`insert into account (id, company_name, language, made_at) values ($1, 'Acme', 'en', now())`, [account]],
    [
      `insert into member (account_id, id, person_id, email, name, status, role, made_at)
       values ($1, $2, $3, $4, 'Ada Holder', 'active', 'holder', now()), ($1, $5, null, $6, 'Bob', 'invited', 'member', now())`,
      [account, holder, ada, ADA, bob, BOB],
    ],
    [
      `insert into invitation (account_id, id, member_id, invited_by, language, made_at, sent_at, expires_at)
       values ($1, $2, $3, $4, 'en', now(), now(), now() + interval '9 days')`,
      [account, invitation, bob, holder],
    ],
    [`insert into invitation_link values ($1, $2, 1, $3)`, [account, invitation, hashToken(token)]],
    [
      `insert into audit (account_id, id, at, act, actor_kind, actor_id, targets, personal_hash)
       values ($1, gen_random_uuid(), now(), 'invitation.send', 'member', $2, array[$3::uuid], '\\x00')`,
      [account, holder, bob],
    ],
    ...['gone', 'lost'].map((name): [string, unknown[]] => [
      `insert into mail (id, kind, event_id, subject_id, recipient, language, state, problem, tries, made_at)
       values (gen_random_uuid(), 'password_changed', $1, gen_random_uuid(), $1, 'en', 'bounced', $2, 1, now())`,
      [`${name}@example.test`, PROBLEMS_OF_THEN[name]],
    ]),
  ];
  for (const [text, values] of rows) await client.query(text, values);
}

const PROBLEMS_OF_THEN: Record<string, string> = {
  gone: 'The mail server did not take the recipient’s address. It answered: 550 5.1.1 no such user',
  lost: 'The connection to the mail server was lost.',
};
