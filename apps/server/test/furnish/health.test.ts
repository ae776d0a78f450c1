import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openHealth } from '../../src/kit/health.ts';
import { openMailbox } from '../kit/mailbox.ts';
import { testDatabase } from '../database.ts';
import { furnished } from './furnished.ts';

type Answered = { state: string; parts: { part: string; state: string; since: string }[] };

describe('O2: the status page', () => {
  test('says in the caller’s language how each part is, and since when', async (t) => {
    const server = await furnished();
    t.after(() => server.stop());
    await until(async () => (await statusOf(server)).mail === 'trouble');
    const french = await server.get('/status', { 'accept-language': 'fr-CH, en;q=0.5' });
    assert.match(french.body, /<html lang="fr">/);
    assert.match(french.body, /Quelque chose ne fonctionne pas/);
    assert.match(french.body, /<time dateTime="\d{4}-\d\d-\d\dT/);
    const english = await server.get('/status', { accept: 'text/html', 'accept-language': 'xx' });
    assert.match(english.body, /<html lang="en">/);
    assert.match(String(english.headers['content-security-policy']), /default-src 'none'/);
  });

  test('says without a mail server that mail is in trouble, and with one that it works', async (t) => {
    const mailbox = await openMailbox();
    const [without, having] = [
      await furnished(),
      await furnished({ SMTP_URL: mailbox.url, MAIL_FROM: 'latchkey@example.test' }),
    ];
    t.after(() => Promise.all([without.stop(), having.stop(), mailbox.close()]));
    await until(async () => (await statusOf(without)).mail === 'trouble');
    assert.deepEqual(await statusOf(having), { web: 'ok', database: 'ok', queue: 'ok', mail: 'ok' });
  });

  test('works when the database is gone, says so and nothing of its inside', async (t) => {
    const server = await furnished();
    t.after(() => server.stop());
    assert.equal((await server.get('/readyz')).status, 200);
    await server.database.drop();
    await sleep(1_100);
    const unready = await server.get('/readyz');
    assert.equal(unready.status, 503);
    assert.deepEqual(JSON.parse(unready.body), { state: 'not-ready', parts: ['database'] });
    const page = await server.get('/status', { 'accept-language': 'en' });
    assert.equal(page.status, 200);
    assert.match(page.body, /Something is not working/);
    assert.doesNotMatch(page.body, /postgres|ECONN|test_[0-9a-f]/i);
    const { web, database, queue } = await statusOf(server);
    assert.deepEqual([web, database, queue], ['ok', 'trouble', 'trouble']);
    assert.equal((await server.get('/healthz')).status, 200);
  });

  test('says what the operator has to say, as text and as data, also when the database is gone', async (t) => {
    const server = await furnished();
    t.after(() => server.stop());
    const client = new pg.Client(server.database.superuser);
    await client.connect();
    await client.query(
      `insert into notice (id, kind, text, starts_at, made_at, posted_as)
       values (gen_random_uuid(), 'outage', 'Mails are late. <b>Sorry.</b>', '2026-08-14 12:00Z', now(), 'root'),
              (gen_random_uuid(), 'maintenance', 'In a year', now() + interval '1 year', now(), 'root')`,
    );
    await client.end();
    const page = (await server.get('/status', { 'accept-language': 'de' })).body;
    assert.match(page, /<h2>Störung<\/h2>/);
    assert.match(page, /Mails are late\. &lt;b&gt;Sorry\.&lt;\/b&gt;/);
    assert.match(page, /Ab 14\. August 2026 um 12:00 \(UTC\)/);
    assert.doesNotMatch(page, /In a year/);
    await server.database.drop();
    const { notices } = JSON.parse((await server.get('/status', { accept: 'application/json' })).body) as {
      notices: object[];
    };
    assert.partialDeepStrictEqual(notices, [
      { kind: 'outage', text: 'Mails are late. <b>Sorry.</b>', starts_at: '2026-08-14T12:00:00.000Z', ends_at: null },
    ]);
  });

  async function statusOf(server: {
    get: Awaited<ReturnType<typeof furnished>>['get'];
  }): Promise<Record<string, string>> {
    const answer = await server.get('/status', { accept: 'application/json' });
    const { parts } = JSON.parse(answer.body) as Answered;
    return Object.fromEntries(parts.map(({ part, state }) => [part, state]));
  }
});

describe('readiness', () => {
  test('asks for every migration of this version and for none of a newer one', async (t) => {
    const { unready, ask, end } = await looked();
    t.after(end);
    assert.deepEqual(await unready(), []);
    await ask(`delete from migration where name = (select max(name) from migration)`);
    await sleep(1_100);
    assert.deepEqual(await unready(), ['migrations']);
    await ask(`insert into migration select '9999-later.sql', 'x'`);
    await sleep(1_100);
    assert.deepEqual(await unready(), ['migrations']);
  });

  test('notices a job that nobody does, and not one that somebody does', async (t) => {
    const { unready, ask, end } = await looked();
    t.after(end);
    await ask(`select graphile_worker.add_job('mail-send', '{}'::json, run_at := now() - interval '5 minutes')`);
    await sleep(1_100);
    assert.deepEqual(await unready(), ['queue']);
    await ask(`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'somebody'`);
    await sleep(1_100);
    assert.deepEqual(await unready(), []);
  });

  test('many who ask at once cost one look', async (t) => {
    const { unready, ask, end } = await looked();
    t.after(end);
    await Promise.all(Array.from({ length: 50 }, unready));
    const count = `select count(*)::int as n from pg_stat_activity where application_name = 'latchkey-health' and datname = current_database()`;
    assert.deepEqual(await ask(count), [{ n: 1 }]);
  });

  async function looked() {
    const database = await testDatabase();
    const health = await openHealth({ database: database.app, mailWorks: async () => true });
    const client = new pg.Client(database.superuser);
    await client.connect();
    return {
      unready: async () => health.unready(),
      ask: async (query: string) => (await client.query<Record<string, unknown>>(query)).rows,
      end: async () => {
        await health.stop();
        await client.end();
        await database.drop();
      },
    };
  }
});

async function until(is: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await is()); tries += 1) {
    assert.ok(tries < 100, 'it never came to be');
    await sleep(30);
  }
}
