import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { plistOf } from '../src/autostart/macos.ts';
import { unitOf } from '../src/autostart/systemd.ts';
import { taskOf } from '../src/autostart/windows.ts';
import { AGENT, ran } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'lk-install-'));
const HOSTILE = ['/opt/my agent/latchkey-agent', 'run', '--state', '/srv/a "b" $HOME %n \\'];
const NO_SYSTEMD = !existsSync('/usr/bin/systemd-analyze') && 'systemd-analyze is not on this machine';
const NO_XMLLINT = !existsSync('/usr/bin/python3') && 'python3 is not on this machine';

after(() => rmSync(folder, { recursive: true, force: true }));

test('install writes the unit below a given root, and says what it wrote and did not start', async () => {
  const root = join(folder, 'image');
  const done = await ran([...AGENT, 'install', '--root', root, '--display', ':7', '--state', '/srv/agent']);
  assert.equal(done.code, 0, done.err);
  const file = join(root, 'etc/systemd/system/latchkey-agent.service');
  const unit = readFileSync(file, 'utf8');
  assert.ok(unit.includes(`\nExecStart=${AGENT.join(' ')} run --state /srv/agent --display :7\n`), unit);
  for (const line of ['Restart=always', 'StateDirectory=latchkey-agent', 'RuntimeDirectory=latchkey-agent'])
    assert.ok(unit.includes(`\n${line}\n`), line);
  assert.ok(done.out.includes(`Wrote ${file}\n`));
  assert.match(done.out, /Not started here/);
  assert.match(done.out, /not enrolled yet/);
});

test('install for one account writes a user unit that names its state', async () => {
  const root = join(folder, 'home');
  const env = { HOME: '/opt/ada', XDG_STATE_HOME: '/opt/ada/.state' };
  const done = await ran([...AGENT, 'install', '--user', '--root', root], { env });
  assert.equal(done.code, 0, done.err);
  const unit = readFileSync(join(root, 'opt/ada/.config/systemd/user/latchkey-agent.service'), 'utf8');
  assert.match(unit, / run --state \S*latchkey-agent\n/);
  assert.match(unit, /WantedBy=default\.target/);
  assert.doesNotMatch(unit, /StateDirectory|CapabilityBoundingSet/);
});

test('systemd understands the unit, whatever stands in its arguments', { skip: NO_SYSTEMD }, () => {
  for (const [index, scope] of (['system', 'user'] as const).entries()) {
    const command = ['/bin/true', ...HOSTILE];
    const file = join(folder, `unit-${index}.service`);
    writeFileSync(file, unitOf({ command, scope, hasOwnDesktop: false }));
    const where = scope === 'user' ? ['--user'] : [];
    const env = { ...process.env, XDG_RUNTIME_DIR: folder };
    const done = spawnSync('systemd-analyze', ['verify', '--man=no', ...where, file], { env, encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
    // What it does not know it warns of.
    assert.ok(!done.stderr.includes(file), done.stderr);
  }
});

test('an agent with a desktop of its own does not fence in what runs on it', () => {
  const fenced = unitOf({ command: ['/bin/true'], scope: 'system', hasOwnDesktop: false });
  const open = unitOf({ command: ['/bin/true'], scope: 'system', hasOwnDesktop: true });
  assert.match(fenced, /NoNewPrivileges=yes/);
  assert.doesNotMatch(open, /NoNewPrivileges|ProtectHome|CapabilityBoundingSet/);
  assert.match(open, /Restart=always/);
});

test(
  'the task of Windows and the daemon of macOS are well-formed, whatever stands in their arguments',
  { skip: NO_XMLLINT },
  () => {
    const command = [...HOSTILE, '<&>"'];
    const parse = 'import sys, xml.dom.minidom as m; m.parseString(sys.stdin.buffer.read())';
    for (const text of [taskOf(command).replace('UTF-16', 'UTF-8'), plistOf(command)])
      execFileSync('python3', ['-c', parse], { input: text });
    const read = 'import sys, plistlib, json; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))';
    const daemon = JSON.parse(
      execFileSync('python3', ['-c', read], { input: plistOf(command), encoding: 'utf8' }),
    ) as Record<string, unknown>;
    assert.deepEqual(daemon['ProgramArguments'], command);
    assert.equal(daemon['KeepAlive'], true);
    assert.equal(daemon['Umask'], 0o077);
  },
);

test('arguments of the task are quoted as the C library of Windows reads them', () => {
  const argumentsOf = (...args: string[]): string =>
    /<Arguments>(.*)<\/Arguments>/.exec(taskOf(['agent.exe', ...args]))?.[1] ?? '';
  assert.equal(argumentsOf('run', '--state', 'C:\\a b\\'), 'run --state "C:\\a b\\\\"');
  assert.equal(argumentsOf('a"b'), '"a\\"b"');
  assert.equal(argumentsOf('C:\\plain'), 'C:\\plain');
});
