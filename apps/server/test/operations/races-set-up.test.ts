import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { checkSetUpCode, readInstallation, setUp } from '@latchkey/contract/operator';
import { me } from '@latchkey/contract/person';
import { PASSWORD } from '../people.ts';
import { setUpCodeOf, TestBrowser, testServer, type TestServer } from '../server.ts';
import { atOnce, MANY, outcomeOf, tally } from './crowd.ts';

for (const racers of [2, MANY]) {
  test(`O1, R-19: of ${racers} browsers that set up at once one makes the first person and account, and the wizard is gone`, async (t) => {
    const server = await emptyServer(t);
    const code = await setUpCodeOf(server);
    const browsers = await atOnce(racers, async () => new TestBrowser(server));
    const answers = await atOnce(racers, (n) => browsers[n]!.call(setUp, { body: wizard(code, n) }));
    assert.equal(tally(answers)['ok'], 1, JSON.stringify(tally(answers)));

    const winner = answers.findIndex(({ status }) => status === 200);
    const people = await server.look('select email, is_operator from person');
    assert.deepEqual(people, [{ email: `ada-${winner}@example.test`, is_operator: true }]);
    assert.deepEqual(await server.look('select company_name from account'), [{ company_name: `Acme ${winner}` }]);
    assert.deepEqual(await server.look('select role, status from member'), [{ role: 'holder', status: 'active' }]);
    const alive = await Promise.all(browsers.map(async (browser) => (await browser.call(me)).status));
    assert.deepEqual(
      alive.flatMap((status, n) => (status === 200 ? [n] : [])),
      [winner],
    );
    await wizardIsGone(server, code);
  });
}

test('O1: of 40 wrong set-up codes at once at most ten are looked at, and then the right one is spent too', async (t) => {
  const server = await emptyServer(t);
  const code = await setUpCodeOf(server);
  const ways = [checkSetUpCode, setUp] as const;
  const answers = await atOnce(40, (n) => {
    const wrong = `AAAA-BBBB-CCCC-DDDD-${String(n).padStart(4, '0')}`;
    const way = ways[n % 2]!;
    return new TestBrowser(server).call(way, { body: way === setUp ? wizard(wrong, n) : { code: wrong } });
  });
  const outcomes = tally(answers);
  // The tenth wrong one is told that it was the last.
  assert.deepEqual(outcomes, { 'set-up-code-wrong': 9, 'set-up-code-spent': 31 });
  const left = answers.flatMap(({ body }) =>
    body['code'] === 'set-up-code-wrong' ? [Number(body['tries_left'])] : [],
  );
  assert.deepEqual(
    left.toSorted((a, b) => a - b),
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
    'no try is counted twice or forgotten',
  );
  assert.equal(outcomeOf(await new TestBrowser(server).call(checkSetUpCode, { body: { code } })), 'set-up-code-spent');
  assert.equal(outcomeOf(await new TestBrowser(server).call(setUp, { body: wizard(code, 0) })), 'set-up-code-spent');
  assert.deepEqual(await server.look('select from person'), []);

  const fresh = await setUpCodeOf(server);
  assert.equal(outcomeOf(await new TestBrowser(server).call(setUp, { body: wizard(code, 0) })), 'set-up-code-wrong');
  assert.equal(outcomeOf(await new TestBrowser(server).call(setUp, { body: wizard(fresh, 0) })), 'ok');
});

test('O1: the right code costs no try, however often it is checked and however it is typed', async (t) => {
  const server = await emptyServer(t);
  const code = await setUpCodeOf(server);
  const typed = [code, code.toLowerCase(), ` ${code.replaceAll('-', ' ')} `, code.replaceAll('-', '')];
  for (let n = 0; n < 16; n += 1)
    assert.equal(outcomeOf(await new TestBrowser(server).call(checkSetUpCode, { body: { code: typed[n % 4] } })), 'ok');
  const weak = { ...wizard(code, 0), password: 'password1' };
  assert.equal(outcomeOf(await new TestBrowser(server).call(setUp, { body: weak })), 'password-breached');
  assert.equal(outcomeOf(await new TestBrowser(server).call(setUp, { body: wizard(code, 0) })), 'ok');
});

async function wizardIsGone(server: TestServer, code: string): Promise<void> {
  const late = new TestBrowser(server);
  assert.equal((await late.call(readInstallation)).body['set_up'], true);
  for (const typed of [code, 'AAAA-BBBB-CCCC-DDDD-EEEE']) {
    assert.equal(outcomeOf(await late.call(setUp, { body: wizard(typed, 99) })), 'already-set-up');
    assert.equal(outcomeOf(await late.call(checkSetUpCode, { body: { code: typed } })), 'already-set-up');
  }
  for (const path of [
    'set-up/',
    'Set-Up',
    'set-up//',
    './set-up',
    'set%2Dup',
    'set-up%2f',
    'set-up.',
    'set-up;a',
    '../installation/set-up',
  ]) {
    const { status } = await late.send('POST', `/api/v1/installation/${path}`, { body: wizard(code, 99) });
    assert.equal(status, 404, path);
  }
  await assert.rejects(setUpCodeOf(server), 'a start after that makes no code');
  assert.equal((await server.look('select from person')).length, 1);
}

function wizard(code: string, n: number) {
  const company = { company_name: `Acme ${n}`, language: 'en', mail: null };
  return { code, name: 'Ada', email: `ada-${n}@example.test`, password: PASSWORD, ...company };
}

async function emptyServer(t: TestContext): Promise<TestServer> {
  const server = await testServer();
  t.after(() => server.stop());
  return server;
}
