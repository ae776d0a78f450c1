import assert from 'node:assert/strict';
import { chmodSync, cpSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { unlockComputers } from '@latchkey/contract/computer-locks';
import { programOf } from '../apps/agent/src/screen/programs.ts';
import { until } from '../apps/agent/test/node-viewer.ts';
import { ran } from '../apps/agent/test/program.ts';
import { nodeCrypto } from '../apps/agent/test/viewer-crypto.ts';
import { everyRow, keepEveryVersion } from '../apps/server/test/operations/secrets-seen.ts';
import { type Company, company, memberIdOf } from '../apps/server/test/people.ts';
import { testServer, type TestServer } from '../apps/server/test/server.ts';
import { uuidv7 } from '../apps/server/src/kit/secrets.ts';
import {
  asks,
  type ColouredDisplay,
  colouredDisplay,
  connects,
  enrolled,
  isOnline,
  networkListenersOf,
  type RealAgent,
} from './real-agent.ts';

const missing = ['Xvfb', 'X0tigervnc', 'xterm', 'xclip'].filter((name) => !programOf([name]));
const skip = missing.length > 0 && `needs ${missing.join(', ')}`;
const ROOT_ONLY = process.getuid?.() !== 0 && 'only root can be another account';
const NOBODY = 65_534;
const CODE = 'Kanarienvogel-Zugang-7f';
const OWN = 'Kanarienvogel-Eigen-8g';
const WRONG = 'Kanarienvogel-Falsch-9h';
const COPIED = 'Kanarienvogel-Zwischenablage';
/** Eight pixels of the display’s colour, as RFB has them: red, green, blue and nothing. */
const PIXELS = Buffer.alloc(32, Buffer.from([0x12, 0xab, 0x34, 0]));

describe('The real agent on a real server', { concurrency: 1, skip }, () => {
  let server: TestServer;
  let acme: Company;
  let display: ColouredDisplay;
  let agent: RealAgent;

  before(async () => {
    server = await testServer();
    await keepEveryVersion(server);
    acme = await company(server);
    display = await colouredDisplay('#12ab34');
    agent = await enrolled(acme, CODE, display.name);
    await agent.start();
    await isOnline(acme, agent);
    await server.look(
      `insert into member_access (account_id, id, member_id, kind, computer_id, made_at) values ($1, $2, $3, 'computer', $4, now())`,
      [acme.accountId, uuidv7(new Date()), await memberIdOf(acme.member, acme.accountId), agent.computerId],
    );
  });
  after(async () => {
    await agent?.stop();
    await display?.stop();
    await server?.stop();
  });

  test('C5: neither relay, database, logs, mails nor the agent’s files have a code, a key, the picture or what was copied', async () => {
    const keys: Buffer[] = [];
    const plain = nodeCrypto('code');
    const crypto: typeof plain = {
      ...plain,
      async finish(login) {
        const done = await plain.finish(login);
        if (done) keys.push(Buffer.from(done.sessionKey));
        return done;
      },
      async hkdf(...of) {
        const key = await plain.hkdf(...of);
        keys.push(Buffer.from(key));
        return key;
      },
    };
    const guess = await connects(acme, acme.member, { agent, code: WRONG, crypto });
    assert.equal(await guess.over(), 'wrong-code');
    const viewer = await connects(acme, acme.member, { agent, code: CODE, crypto });
    await viewer.sees('open-screen');
    await viewer.watch();
    viewer.take({ is: 'clipboard', text: COPIED });
    viewer.take({ is: 'new-code', code: OWN });
    await viewer.sees('code-set');
    viewer.drop();
    await viewer.sees('open-screen', 2);
    await viewer.watch();
    viewer.take({ is: 'end' });
    await viewer.over();
    await until(
      async () =>
        (await server.look(`select 1 from session where id = $1 and state = 'ended'`, [viewer.session_id])).length > 0,
      'the server knows the end',
    );

    const secrets: [string, Buffer][] = [
      ...[CODE, OWN, WRONG, COPIED].map((text): [string, Buffer] => [text, Buffer.from(text)]),
      ...keys.map((key): [string, Buffer] => ['a key', key]),
      ['the picture', PIXELS],
    ];
    assert.ok(keys.length >= 8, 'two handshakes with their keys');
    assert.ok(holds(viewer.picture(), PIXELS), 'the viewer has the picture');
    for (const [, secret] of secrets)
      for (const spelled of [secret.toString('hex'), `x${secret.toString('base64')}`, secret.toString('base64url')])
        assert.ok(holds(Buffer.from(`"${spelled}"`), secret), 'what is looked for is found');
    const places: [string, Buffer][] = [
      ['the relay', Buffer.concat([...guess.carried, ...viewer.carried])],
      ['the database', Buffer.from((await everyRow(server)).map(({ row }) => row).join('\n'))],
      ['the log', Buffer.from(server.logged.join('\n'))],
      ['the mails', Buffer.from(server.mailbox.mails.map(({ raw }) => raw).join('\n'))],
      ['what the agent says', Buffer.from(agent.said())],
      ...filesIn(agent.folder),
    ];
    for (const [where, bytes] of places) {
      assert.ok(bytes.length > 0, `${where} was looked at`);
      for (const [what, secret] of secrets) assert.ok(!holds(bytes, secret), `${what} stands in ${where}`);
    }
  });

  test('the agent listens for nobody on the network, in a session neither', async () => {
    const viewer = await connects(acme, acme.holder, { agent, code: CODE });
    await viewer.sees('open-screen');
    await viewer.watch();
    assert.deepEqual(networkListenersOf(agent.pid()), []);
    viewer.take({ is: 'end' });
    await viewer.over();
  });

  test(
    'another account of the computer opens neither the agent’s socket nor that of its VNC server',
    { skip: ROOT_ONLY },
    async () => {
      const sockets = [join(agent.state, 'local', 'agent.sock'), ...globSync('/tmp/latchkey-screen-*/*')].filter(
        (path) => {
          const found = statSync(path, { throwIfNoEntry: false });
          return found?.isSocket() === true;
        },
      );
      assert.ok(sockets.length >= 2, sockets.join());
      const script = `const s = require('net').connect(process.argv[1]); s.on('error', (e) => { console.log(e.code); }).on('connect', () => { console.log('in'); s.destroy(); })`;
      for (const path of sockets)
        assert.match((await ran(['/usr/bin/env', 'node', '-e', script, path], { uid: NOBODY })).out, /EACCES/, path);
    },
  );

  test('C7: a power cut forgets no attempt, and makes of one that was pending a failure: the third locks', async () => {
    for (let turn = 0; turn < 2; turn++) {
      const wrong = await connects(acme, acme.member, { agent, code: WRONG });
      assert.equal(await wrong.over(), 'wrong-code');
      await agent.kill();
      await agent.start();
      await isOnline(acme, agent);
    }
    const never = () => new Promise<undefined>(() => undefined);
    const pending = await connects(acme, acme.member, {
      agent,
      code: OWN,
      crypto: { ...nodeCrypto('code'), finish: never },
    });
    await until(
      () => readFileSync(join(agent.state, 'counters.json'), 'utf8').includes(pending.session_id),
      'it is charged',
    );
    await agent.kill();
    pending.take({ is: 'end' });
    await agent.start();
    const locks = () =>
      server.look<{ id: string }>('select id from lockout where computer_id = $1', [agent.computerId]);
    await until(async () => (await locks()).length === 1, 'the server hears of the lock');
    assert.equal((await asks(acme, acme.holder, agent)).body['code'], 'computer-locked');
    const [lock] = await locks();
    const unlocking = { params: { account_id: acme.accountId }, body: { items: [{ lock_id: lock?.id ?? '' }] } };
    await acme.admin.call(unlockComputers, unlocking);
    await until(async () => (await asks(acme, acme.holder, agent)).status === 200, 'it is unlocked at the computer');
  });

  test('an agent that dies in a session and comes back ends it plainly at the viewer, which asks for no more', async () => {
    const viewer = await connects(acme, acme.holder, { agent, code: CODE });
    await viewer.sees('open-screen');
    await viewer.watch();
    await agent.kill();
    await agent.start();
    assert.equal(await viewer.over(), 'lost');
    await until(
      async () =>
        (await server.look(`select 1 from session where id = $1 and state = 'ended'`, [viewer.session_id])).length > 0,
      'it is over at the server',
    );
    const next = await connects(acme, acme.holder, { agent, code: CODE });
    await next.sees('open-screen');
    next.take({ is: 'end' });
    await next.over();
  });

  test('C2: a state that is put back to what it was is not believed: nobody is let in, and the log says so', async () => {
    const other = await enrolled(acme, CODE, display.name);
    try {
      const backup = join(other.folder, 'backup');
      copyState(other.state, backup);
      await other.start();
      await isOnline(acme, other);
      await other.kill();
      await isOnline(acme, other, false);
      await other.start(backup);
      await assertQuarantined(acme, other);
      assert.match(other.said(), /refuses this computer: quarantined/);
    } finally {
      await other.stop();
    }
  });

  test('C2: a copied state directory that runs beside its original is found out, and neither is let in', async () => {
    const copy = join(agent.folder, 'copy');
    assert.equal(
      (await server.look('select 1 from computer where quarantined_at is not null and id = $1', [agent.computerId]))
        .length,
      0,
    );
    copyState(agent.state, copy);
    await agent.start(copy);
    await assertQuarantined(acme, agent);
  });
});

/** Copies what an agent keeps as a thief or a backup would: without its sockets and locks. */
function copyState(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (path) => !/\.(?:lock|sock)$/.test(path) });
  chmodSync(to, 0o700);
}

async function assertQuarantined(of: Company, { computerId, said }: RealAgent): Promise<void> {
  const { server } = of;
  const found = 'select 1 from computer where id = $1 and quarantined_at is not null';
  await until(
    async () => (await server.look(found, [computerId])).length > 0,
    () => `it is quarantined: ${said()}`,
  );
  const noted = `select 1 from audit where act = 'computer.quarantine' and $1 = any (targets)`;
  assert.equal((await server.look(noted, [computerId])).length, 1);
  const opening = await asks(of, of.holder, { computerId } as RealAgent);
  assert.equal(opening.body['code'], 'computer-quarantined');
}

/** Whether bytes hold a secret, as it is or spelled in hexadecimal digits or in base64 at any of its three beginnings. */
function holds(bytes: Buffer, secret: Buffer): boolean {
  if (bytes.includes(secret)) return true;
  const text = bytes.toString('latin1');
  if (text.toLowerCase().includes(secret.toString('hex'))) return true;
  return [0, 1, 2].some((shift) => {
    const padded = Buffer.concat([Buffer.alloc(shift), secret]);
    // Letters that hold bits of what stands before or behind it are not its own.
    const letters = padded.toString('base64url').slice(Math.ceil((shift * 8) / 6), Math.floor((padded.length * 8) / 6));
    return text.replaceAll('+', '-').replaceAll('/', '_').includes(letters);
  });
}

function filesIn(folder: string): [string, Buffer][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name))]);
}
