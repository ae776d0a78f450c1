import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ADA, adaSignedIn, emailsSeenBy, invite, settle, type Visitor, type Way } from './browser.ts';
import { type House, refusedStart, spawnHouse, startHouse, until } from './house.ts';
import { commandsOf, runPage } from './page.ts';
import { freePort } from '../free-port.ts';
import { newPlace, type Place, processesIn } from './place.ts';

const posix = { skip: process.platform === 'win32' && 'signals are a POSIX matter' };

// One installation with its own database, from a first start that is broken off to a copy of it elsewhere.
let place: Place;
let env: Record<string, string>;
let way: Way;
let house: House;
let accountId: string;

before(async () => {
  place = newPlace();
  const port = await freePort();
  env = { PORT: `${port}` };
  way = { publicUrl: `http://localhost:${port}` };
});
after(() => place.leave());

test('Ctrl-C in the middle of the first start leaves nothing running and nothing in the way', posix, async () => {
  const begun = spawnHouse(place, { env });
  await until(() => begun.said.includes('Making the database'), begun);
  assert.equal(await begun.stop(), 0, begun.said);
  await until(() => processesIn(place.folder).length === 0);
  assert.doesNotMatch(begun.said, /^\s+at /m);
});

test('The first start says where to go, what to type there, where everything lies and how to stop it', async () => {
  house = await startHouse(place, { env });
  const { said } = house;
  const inOrder = [
    'Making the database (first start).',
    'Latchkey is running. Open it in a browser:',
    way.publicUrl,
    'The first page asks for the set-up code.',
    'Set-up code: ',
    `Data:       ${join(place.folder, 'latchkey', '.latchkey')}`,
    `Master key: ${join(place.folder, 'latchkey', '.latchkey-keys', 'master.key')}`,
    'Ctrl-C stops it.',
  ];
  const places = inOrder.map((words) => said.indexOf(words));
  assert.ok(!places.includes(-1), said);
  assert.deepEqual(
    places,
    places.toSorted((one, other) => one - other),
  );
  assert.doesNotMatch(said.slice(0, said.indexOf('Ctrl-C')), /^{/m, 'no log lines');
  ({ accountId } = await settle([house], way));
});

test('A second server on the same data is refused and names the first', async () => {
  const said = await refusedStart(place, { env: { PORT: `${await freePort()}` } });
  assert.match(
    said,
    new RegExp(`Another Latchkey server \\(process ${house.child.pid}\\) is using this data directory`),
  );
  await adaSignedIn(way);
});

test(
  'A fault that nobody caught is logged once, everything is stopped, and the next start finds all',
  posix,
  async () => {
    assert.equal(await house.stop(), 0, house.said);
    house = await startHouse(place, { env, preload: [new URL('faults.ts', import.meta.url).href] });
    house.child.kill('SIGUSR2');
    assert.equal(await house.exit, 1, house.said);
    const told = house.said.split('\n').filter((line) => line.includes('fault of the tests'));
    assert.equal(told.length, 1, house.said);
    assert.equal((JSON.parse(told[0] ?? '') as { level: string }).level, 'fatal');
    assert.deepEqual(processesIn(place.folder), []);
  },
);

test('A port that is taken is said in a sentence, and the database is stopped again', async () => {
  const taken = createServer().listen(Number(env['PORT']), 'localhost');
  await once(taken, 'listening');
  assert.match(await refusedStart(place, { env }), new RegExp(`Port ${env['PORT']} is taken by another program`));
  assert.deepEqual(processesIn(place.folder), []);
  taken.close();
  await once(taken, 'close');
});

test('Data without its master key is refused, and no new key is made', async () => {
  const MASTER_KEY_FILE = join(place.folder, 'lost', 'master.key');
  assert.match(await refusedStart(place, { env: { ...env, MASTER_KEY_FILE } }), /master key .* is missing/);
  assert.ok(!existsSync(MASTER_KEY_FILE));
});

test('The cold copy of the operating page, put back elsewhere, has everything', posix, async () => {
  house = await startHouse(place, { env });
  const ada = await adaSignedIn(way);
  await invite(ada, accountId, 'bob@example.test');
  assert.equal(await house.stop(), 0, house.said);
  const [copy, copyElsewhere, restore] = commandsOf('The embedded database: a cold copy');
  const [from, to] = [join(place.folder, 'latchkey'), join(place.folder, 'new-machine')];
  mkdirSync(to);
  await runPage(place, { commands: copy, cwd: from });
  assert.ok(!existsSync(join(from, '.latchkey', 'postgres', 'elsewhere')), copyElsewhere);
  await runPage(place, {
    commands: restore.replaceAll('latchkey-data.tar.gz', join(from, 'latchkey-data.tar.gz')),
    cwd: to,
  });

  house = await startHouse(place, { env, name: 'new-machine' });
  assert.doesNotMatch(house.said, /Set-up code|first start/);
  assert.deepEqual(await emailsSeenBy(ada, accountId), [ADA, 'bob@example.test'], 'the sign-in of then is good');
  const again: Visitor = await adaSignedIn(way);
  assert.deepEqual(await emailsSeenBy(again, accountId), [ADA, 'bob@example.test']);
  assert.equal(await house.stop(), 0, house.said);
});
