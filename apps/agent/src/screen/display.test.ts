import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { displaysIn, findDisplay } from './display.ts';

const folder = mkdtempSync(join(tmpdir(), 'lk-proc-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const { uid, gid } = userInfo();

test('the X servers of a machine are found with their cookies, a real screen before a virtual one', () => {
  const proc = machine({
    10: { cmdline: ['/usr/bin/Xvfb', ':99', '-screen', '0', '800x600x24'] },
    11: { cmdline: ['/usr/lib/xorg/Xorg', ':0', '-auth', '/run/user/1000/gdm/Xauthority', 'vt2'] },
    12: { cmdline: ['/usr/bin/Xorganizer', ':7'] },
    13: { cmdline: ['bash'], environ: ['DISPLAY=:0'] },
  });
  assert.deepEqual(displaysIn(proc), [
    { name: ':0', authority: '/run/user/1000/gdm/Xauthority', uid, gid },
    { name: ':99', authority: '', uid, gid },
  ]);
});

test('a server that chose its number itself, as those of display managers do, is found by the socket it listens on', () => {
  const proc = machine({
    30: { cmdline: ['/usr/lib/xorg/Xorg', 'vt2', '-displayfd', '3', '-auth', '/run/user/1000/gdm/Xauthority'] },
  });
  mkdirSync(join(proc, 'net'));
  const head = 'Num       RefCount Protocol Flags    Type St Inode Path';
  const lines = ['X0 40', 'X12 41'].map((of) => of.split(' '));
  const unix = lines.map(([name, inode]) => `0: 00000002 00000000 00010000 0001 01 ${inode} /tmp/.X11-unix/${name}`);
  writeFileSync(join(proc, 'net', 'unix'), [head, ...unix].join('\n'));
  mkdirSync(join(proc, '30', 'fd'));
  symlinkSync('socket:[41]', join(proc, '30', 'fd', '5'));
  assert.equal(displaysIn(proc)[0]?.name, ':12');
});

test('a process that ends while it is looked at is no display and no fault', () => {
  const proc = machine({ 20: {} });
  assert.deepEqual(displaysIn(proc), []);
});

test('a display that is named wins over the one the agent was started in, and an empty name means none', () => {
  assert.equal(findDisplay(':1', { DISPLAY: ':2', XAUTHORITY: '/cookie' })?.name, ':1');
  assert.deepEqual(findDisplay(undefined, { DISPLAY: ':987', XAUTHORITY: '/cookie' }), {
    name: ':987',
    authority: '/cookie',
    uid,
    gid,
  });
  assert.equal(findDisplay('', { DISPLAY: ':2' }), undefined);
});

type Process = { cmdline?: string[]; environ?: string[] };

function machine(processes: Record<number, Process>): string {
  const proc = mkdtempSync(join(folder, 'proc-'));
  for (const [pid, files] of Object.entries(processes)) {
    mkdirSync(join(proc, pid));
    for (const [name, parts] of Object.entries(files)) writeFileSync(join(proc, pid, name), `${parts.join('\0')}\0`);
  }
  return proc;
}
