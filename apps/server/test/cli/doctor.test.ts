import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import pg from 'pg';
import { checkAddress, isListening } from '../../src/cli/doctor/address.ts';
import { checkDatabase, checkQueue } from '../../src/cli/doctor/database.ts';
import { checkNode } from '../../src/cli/doctor/machine.ts';
import { checkTls } from '../../src/cli/doctor/tls.ts';
import type { Installation } from '../../src/cli/installation.ts';
import { readConfig } from '../../src/config.ts';
import { selfSigned } from '../../src/kit/certificate.ts';
import { openSecrets } from '../../src/kit/secrets.ts';
import { testDatabase } from '../database.ts';

const NOW = new Date('2026-05-01T12:00:00Z');
const DAY_MS = 86_400_000;

test('an old Node is told', () => {
  assert.equal(checkNode('22.1.0').state, 'trouble');
  assert.equal(checkNode('24.0.0').state, 'ok');
});

describe('doctor on the database', () => {
  test('finds an installed one in order, roles, pooling and clock included', async (t) => {
    const { installation, end } = await installed();
    t.after(end);
    const findings = await checkDatabase(installation);
    assert.deepEqual(
      findings.filter(({ state }) => state === 'trouble'),
      [],
    );
    assert.ok(findings.some(({ says }) => /notifications come through/.test(says)));
    assert.equal((await checkQueue(installation, true)).state, 'ok');
  });

  test('names rights that a role should not have', async (t) => {
    const { installation, ask, end } = await installed();
    t.after(end);
    await ask('alter table installation owner to latchkey_app');
    await ask('alter table member no force row level security');
    const says = (await checkDatabase(installation)).filter(({ state }) => state === 'trouble').map((one) => one.says);
    assert.match(says.join(), /latchkey_app owns installation.*member has no row-level security/);
  });

  test('names migrations that have not run, and a database of a newer version', async (t) => {
    const { installation, ask, end } = await installed();
    t.after(end);
    await ask(`delete from migration where name = '0002-proofs.sql'`);
    const behind = (await checkDatabase(installation)).find(({ part }) => part === 'migrations');
    assert.deepEqual([behind?.state, /0002-proofs/.test(behind?.says ?? '')], ['warning', true]);
    await ask(`insert into migration select '9999-later.sql', 'x'`);
    const ahead = (await checkDatabase(installation)).find(({ part }) => part === 'migrations');
    assert.deepEqual([ahead?.state, /9999-later/.test(ahead?.says ?? '')], ['trouble', true]);
  });

  test('says that a serving role is not let in, and that a database does not answer', async (t) => {
    const { installation, end } = await installed();
    t.after(end);
    const { databases } = installation;
    const stranger = { ...databases, jobs: { ...databases.jobs, password: 'a wrong one' } };
    const refused = await checkDatabase({ ...installation, databases: stranger });
    assert.match(refused.find(({ state }) => state === 'trouble')?.says ?? '', /latchkey_jobs/);
    const gone = { ...databases, owner: { ...databases.owner, database: 'nowhere' } };
    const [finding] = await checkDatabase({ ...installation, databases: gone });
    assert.equal(finding?.state, 'trouble');
  });

  test('tells a queue that nobody serves from one that waits for the next start', async (t) => {
    const { installation, ask, end } = await installed();
    t.after(end);
    await ask(`select graphile_worker.add_job('mail-send', '{}'::json, run_at := now() - interval '5 minutes')`);
    assert.equal((await checkQueue(installation, true)).state, 'trouble');
    assert.equal((await checkQueue(installation, false)).state, 'ok');
    await ask(`update graphile_worker._private_jobs set attempts = max_attempts`);
    assert.equal((await checkQueue(installation, true)).state, 'warning');
  });
});

describe('doctor on the public address', () => {
  test('tells this server from another one, and from one that is asked under another name', async (t) => {
    const answers: Record<string, [number, string]> = {
      ok: [200, '{"set_up":true}'],
      trouble: [200, '<html>'],
      'wrong-host': [421, '{"code":"wrong-host"}'],
    };
    for (const [name, [status, body]] of Object.entries(answers)) {
      const { server, url } = await listening((_, answer) => answer.writeHead(status).end(body));
      t.after(() => server.close());
      const finding = await checkAddress({ publicUrl: url }, true);
      assert.equal(finding.state, name === 'ok' ? 'ok' : 'trouble', finding.says);
      if (name === 'wrong-host') assert.match(finding.remedy ?? '', /Host/);
    }
  });

  test('says when nobody answers, and does not ask while the server is stopped', async () => {
    const { server, url } = await listening(() => undefined);
    const port = Number(new URL(url).port);
    assert.equal(await isListening({ bind: 'localhost', port }), true);
    await new Promise((resolve) => server.close(resolve));
    assert.equal(await isListening({ bind: 'localhost', port }), false);
    assert.equal((await checkAddress({ publicUrl: url }, true)).state, 'trouble');
    assert.equal((await checkAddress({ publicUrl: url }, false)).state, 'ok');
  });
});

describe('doctor on the certificate', () => {
  test('warns before it ends, and finds trouble when it has ended or is for another name', async (t) => {
    const { settings, put, remove } = files();
    t.after(remove);
    put(['acme.example'], 90);
    assert.equal((await checkTls(readConfig(settings), NOW, false)).state, 'ok');
    put(['acme.example'], 10);
    assert.equal((await checkTls(readConfig(settings), NOW, false)).state, 'warning');
    put(['acme.example'], -1);
    assert.match((await checkTls(readConfig(settings), NOW, false)).says, /expired/);
    put(['other.example'], 90);
    assert.match((await checkTls(readConfig(settings), NOW, false)).says, /not for acme\.example/);
    writeFileSync(settings.TLS_KEY, 'no key');
    assert.equal((await checkTls(readConfig(settings), NOW, false)).state, 'trouble');
  });

  test('takes plain http for this machine and makes no certificate where one is to be made', async () => {
    assert.equal((await checkTls(readConfig({}), NOW, false)).state, 'ok');
    const own = readConfig({ PUBLIC_URL: 'https://acme.example', DATA_DIR: join(tmpdir(), 'latchkey-never-made') });
    assert.match((await checkTls(own, NOW, false)).says, /first start makes/);
  });
});

async function installed() {
  const database = await testDatabase();
  const client = new pg.Client(database.superuser);
  await client.connect();
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-doctor-'));
  const installation: Installation = {
    config: readConfig({ DATA_DIR: folder }),
    secrets: openSecrets(join(`${folder}-keys`, 'master.key')),
    databases: database,
    isServed: true,
  };
  const end = async () => {
    await client.end();
    await database.drop();
    for (const path of [folder, `${folder}-keys`]) rmSync(path, { recursive: true, force: true });
  };
  return { installation, ask: (query: string) => client.query(query), end };
}

async function listening(answer: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return { server, url: `http://localhost:${(server.address() as AddressInfo).port}` };
}

function files() {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-doctor-'));
  const settings = {
    PUBLIC_URL: 'https://acme.example',
    TLS_CERT: join(folder, 'cert.pem'),
    TLS_KEY: join(folder, 'key.pem'),
  };
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const put = (hosts: string[], days: number) => {
    const to = new Date(NOW.getTime() + days * DAY_MS);
    writeFileSync(settings.TLS_CERT, selfSigned({ key, hosts, from: new Date(NOW.getTime() - 100 * DAY_MS), to }));
    writeFileSync(settings.TLS_KEY, key.export({ format: 'pem', type: 'pkcs8' }));
  };
  return { settings, put, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
