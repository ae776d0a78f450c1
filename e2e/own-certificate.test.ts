import assert from 'node:assert/strict';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { listAgentFiles } from '@latchkey/contract/agent-files';
import { listComputers } from '@latchkey/contract/computer';
import { makeCode } from '@latchkey/contract/computer-access';
import { begun, type Ran, ran } from '../apps/agent/test/program.ts';
import { settle, type Visitor } from '../apps/server/test/whole/browser.ts';
import { startHouse } from '../apps/server/test/whole/house.ts';
import { freePort } from '../apps/server/test/free-port.ts';
import { newPlace, type Place } from '../apps/server/test/whole/place.ts';
import { enrolLines, type Offered } from '../apps/web/src/computers/enrol-lines.ts';

const BUILD = fileURLToPath(new URL('../scripts/agent-build.ts', import.meta.url));
const skip = process.platform !== 'linux' && 'a single executable is made on Linux';
/** The account that nobody uses (Debian’s “nobody”): what is pasted must not touch the agent of this machine. */
const NOBODY = 65_534;

describe('A server with a certificate of its own', { concurrency: 1, skip }, () => {
  let place: Place;
  let publicUrl: string;
  let ada: Visitor;
  let accountId: string;
  let offered: Offered;

  before(async () => {
    const built = await ran([process.execPath, BUILD]);
    assert.equal(built.code, 0, built.err);
    place = newPlace();
    const port = await freePort();
    publicUrl = `https://localhost:${port}`;
    const house = await startHouse(place, { env: { PORT: `${port}`, PUBLIC_URL: publicUrl } });
    const ca = readFileSync(join(place.folder, 'latchkey', '.latchkey', 'tls', 'cert.pem'), 'utf8');
    ({ ada, accountId } = await settle([house], { publicUrl, ca }));
    offered = (await ada.call(listAgentFiles)).body as unknown as Offered;
  });
  after(() => place?.leave());

  test('C1: the line of the Computers page, pasted into a shell, downloads the agent, checks it and enrols; it runs and is seen', async () => {
    const home = homeIn(place, 'alone');
    const done = await pasted(await line('linux'), home);
    assert.equal(done.code, 0, done.err);
    assert.match(done.out, /latchkey-agent: OK[^]*This machine is now “/);
    const agent = begun([join(home, 'latchkey-agent'), 'run'], surroundings(home));
    try {
      await until(async () =>
        (await ran([join(home, 'latchkey-agent'), 'status'], surroundings(home))).out.includes(
          'in touch with the server',
        ),
      );
      const { body } = await ada.call(listComputers, { params: { account_id: accountId } });
      const [computer] = body['items'] as { online: boolean }[];
      assert.equal(computer?.online, true);
    } finally {
      agent.process.kill('SIGTERM');
    }
  });

  test('C1: so does the line for machines with Node', async () => {
    const done = await pasted(await line('node'), homeIn(place, 'node'));
    assert.equal(done.code, 0, done.err);
    assert.match(done.out, /This machine is now “/);
  });

  test('a server with another key is not asked for anything, and nothing that it offers runs', async () => {
    const other = Buffer.alloc(32, 7).toString('base64');
    for (const system of ['linux', 'node'] as const) {
      const home = homeIn(place, `other-${system}`);
      const done = await pasted(await line(system, { ...offered, pin: other }), home);
      assert.notEqual(done.code, 0);
      assert.match(done.err, /public key/i);
      assert.ok(!existsSync(join(home, 'latchkey-agent')) && !existsSync(join(home, '.local')));
    }
  });

  test('a file that is not what the line says is not run', async () => {
    const files = offered.files.map((file) => ({ ...file, sha256: 'ab'.repeat(32) }));
    const home = homeIn(place, 'changed');
    const done = await pasted(await line('linux', { ...offered, files }), home);
    assert.match(done.out, /latchkey-agent: FAILED/);
    assert.ok(!existsSync(join(home, '.local')), 'nothing was enrolled');
  });

  /** A line with a fresh code, as the page shows it. */
  async function line(system: 'linux' | 'node', of = offered): Promise<string> {
    assert.ok(of.pin !== null, 'the server made its certificate itself');
    const { body } = await ada.call(makeCode, { params: { account_id: accountId }, body: { kind: 'enrolment' } });
    const lines = enrolLines(of, publicUrl, String(body['enrolment_code']));
    const found = lines.find((one) => one.system === system && !one.platform.endsWith('arm64'));
    return found?.line ?? assert.fail(`no line for ${system}`);
  }
});

/** A home of its own for an account that has nothing, and a sudo that changes nothing. */
function homeIn({ folder }: Place, name: string): string {
  const home = join(folder, name);
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'bin', 'sudo'), '#!/bin/sh\nexec "$@"\n');
  chmodSync(join(home, 'bin', 'sudo'), 0o755);
  if (process.getuid?.() === 0) chownSync(home, NOBODY, NOBODY);
  return home;
}

function surroundings(home: string): { env: NodeJS.ProcessEnv; uid?: number } {
  const env = {
    HOME: home,
    PATH: `${home}/bin:${process.env['PATH']}`,
    XDG_STATE_HOME: '',
    npm_config_cache: `${home}/npm`,
  };
  return process.getuid?.() === 0 ? { env, uid: NOBODY } : { env };
}

function pasted(text: string, home: string): Promise<Ran> {
  return ran(['bash', '-c', `cd ${home} && ${text}`], surroundings(home));
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 60_000; !(await isSo()); await sleep(200))
    assert.ok(performance.now() < end, 'it never came');
}
