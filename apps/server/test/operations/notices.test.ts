import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { endNotice, listNotices, postNotice, readInstallation } from '@latchkey/contract/operator';
import { type Company, company, personWithoutProfile } from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { outcomeOf } from './crowd.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let server: TestServer;
let acme: Company;
let ada: TestBrowser;
let start: number;

before(async () => {
  server = await testServer();
  acme = await company(server);
  ada = acme.holder;
  start = Date.now();
});
after(() => server.stop());

test('O2: what the operator posts is read by everybody, also by who is not signed in', async () => {
  const id = await post({ kind: 'outage', text: 'Mails are late.\n<b>We</b> are on it.' });
  for (const browser of [new TestBrowser(server), acme.member])
    assert.deepEqual(await shownTo(browser), [
      { id, kind: 'outage', text: 'Mails are late.\n<b>We</b> are on it.', starts_at: null, ends_at: null },
    ]);
  assert.equal(outcomeOf(await end(id)), 'ok');
  assert.deepEqual(await shownTo(new TestBrowser(server)), []);
});

test('O2: maintenance is announced a week before it begins and goes by itself when it ends', async () => {
  await post({
    kind: 'maintenance',
    text: 'New disks',
    starts_at: at(10 * DAY_MS),
    ends_at: at(10 * DAY_MS + HOUR_MS),
  });
  const seen: [number, boolean][] = [
    [0, false],
    [2.9 * DAY_MS, false],
    [3.1 * DAY_MS, true],
    [10 * DAY_MS + HOUR_MS / 2, true],
    [10 * DAY_MS + 2 * HOUR_MS, false],
  ];
  for (const [after, isShown] of seen)
    assert.equal((await shownAfter(after)).includes('New disks'), isShown, `${after}`);
});

test('O2: an outage or a piece of information is shown from when it begins', async () => {
  await post({ kind: 'information', text: 'Training', starts_at: at(HOUR_MS), ends_at: at(3 * HOUR_MS) });
  assert.deepEqual(await shownAfter(0), []);
  assert.deepEqual(await shownAfter(2 * HOUR_MS), ['Training']);
  assert.deepEqual(await shownAfter(4 * HOUR_MS), []);
});

test('O2: the gravest stands first', async () => {
  const ids = [
    await post({ kind: 'information', text: 'Third' }),
    await post({ kind: 'outage', text: 'First' }),
    await post({ kind: 'maintenance', text: 'Second' }),
  ];
  assert.deepEqual(await shownAfter(0), ['First', 'Second', 'Third']);
  for (const id of ids) await end(id);
});

test('O2: a notice that ends before it begins or before now is refused, an empty or endless one too', async () => {
  for (const wrong of [
    { starts_at: at(2 * HOUR_MS), ends_at: at(HOUR_MS) },
    { ends_at: at(-HOUR_MS) },
    { text: ' \n ' },
    { text: 'x'.repeat(501) },
    { kind: 'gossip' },
  ]) {
    const answer = await ada.call(postNotice, { body: { ...plain, ...wrong } });
    assert.equal(outcomeOf(answer), 'invalid', JSON.stringify(wrong));
  }
  assert.deepEqual(await shownAfter(0), []);
});

test('O2: a notice is ended once, and one that is over or never was is not found', async () => {
  const id = await post({});
  assert.equal(outcomeOf(await end(id)), 'ok');
  assert.equal(outcomeOf(await end(id)), 'not-found');
  assert.equal(outcomeOf(await end('0198c0de-0000-7000-8000-000000000000')), 'not-found');
});

test('O1: who is not the operator posts, ends and lists nothing', async () => {
  const id = await post({});
  for (const browser of [acme.admin, acme.member, await personWithoutProfile(server, 'Olga')]) {
    assert.equal(outcomeOf(await browser.call(postNotice, { body: plain })), 'not-permitted');
    assert.equal(outcomeOf(await browser.call(endNotice, { params: { notice_id: id } })), 'not-permitted');
    assert.equal(outcomeOf(await browser.call(listNotices)), 'not-permitted');
  }
  assert.equal((await shownTo(acme.member)).length, 1);
  await end(id);
});

test('O2: the operator lists every notice, newest first and page by page, with who posted it and how it stands', async () => {
  const planned = await post({ kind: 'maintenance', text: 'Planned', starts_at: at(30 * DAY_MS) });
  const shown = await post({ text: 'Shown' });
  const first = await ada.call(listNotices, { query: { limit: '2' } });
  assert.deepEqual(
    rowsOf(first.body).map(({ id, state, posted_by }) => [id, state, posted_by]),
    [
      [shown, 'shown', 'Ada Holder'],
      [planned, 'planned', 'Ada Holder'],
    ],
  );
  const rest = await ada.call(listNotices, { query: { cursor: String(first.body['next_cursor']) } });
  assert.ok(rowsOf(rest.body).every(({ state }) => state === 'over' || state === 'planned'));
  const total = 2 + rowsOf(rest.body).length;
  assert.deepEqual(first.body['total'], { count: total, more: false });
});

test('O2: posting and ending are noted with who did it', async () => {
  const noted = await server.look<{ act: string; email: string }>(
    `select distinct e.act, p.email from person_event e join person p on p.id = e.person_id
      where e.act like 'operator.%-notice' and e.facts->>'notice_id' in (select id::text from notice) order by 1`,
  );
  assert.deepEqual(noted, [
    { act: 'operator.end-notice', email: 'ada@example.test' },
    { act: 'operator.post-notice', email: 'ada@example.test' },
  ]);
});

test('H1, H2: everybody may know the pages of the operator and whether accounts can be opened', async () => {
  const { body } = await new TestBrowser(server).call(readInstallation);
  assert.equal(body['sign_up'], false);
  assert.deepEqual(body['links'], {
    imprint: 'https://operator.example.test/imprint',
    terms: null,
    privacy: null,
    videos: null,
    community: null,
    training: null,
    support: null,
    cases: null,
  });
});

const plain = { kind: 'information', text: 'Something', starts_at: null, ends_at: null };

type Row = { id: string; text: string; state: string; posted_by: string };

async function post(of: object): Promise<string> {
  const answer = await ada.call(postNotice, { body: { ...plain, ...of } });
  assert.equal(outcomeOf(answer), 'ok', JSON.stringify(answer.body));
  return String(answer.body['notice_id']);
}

function end(id: string) {
  return ada.call(endNotice, { params: { notice_id: id } });
}

async function shownTo(browser: TestBrowser): Promise<Row[]> {
  return (await browser.call(readInstallation)).body['notices'] as Row[];
}

/** The texts that are shown when so many milliseconds have passed. */
async function shownAfter(ms: number): Promise<string[]> {
  server.moveClock(ms);
  const shown = await shownTo(new TestBrowser(server));
  server.moveClock(-ms);
  return shown.map(({ text }) => text);
}

function at(ms: number): string {
  return new Date(start + ms).toISOString();
}

function rowsOf(body: Record<string, unknown>): Row[] {
  return body['items'] as Row[];
}
