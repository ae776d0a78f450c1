import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { after, describe, test } from 'node:test';
import { displaysIn } from '../../src/screen/display.ts';
import { openKeyboard } from '../../src/screen/keyboard-x11.ts';
import { programOf } from '../../src/screen/programs.ts';
import type { ScreenSource } from '../../src/screen/source.ts';
import { x11Source } from '../../src/screen/x11.ts';
import { type Desk, openDesk, sitDown, until } from './desk.ts';

const NEEDED = ['Xvfb', 'X0tigervnc', 'xterm', 'xkbcomp', 'setxkbmap'];
const missing = NEEDED.filter((name) => programOf([name]) === undefined);
const skip = missing.length > 0 && `needs ${missing.join(', ')}`;

const noXvnc =
  ['Xtigervnc', 'openbox', 'xprop'].some((name) => !programOf([name])) && 'needs Xtigervnc, openbox, xprop';
const run = promisify(execFile);

const SHIFT = 0xff_e1;
const CONTROL = 0xff_e3;
const ALT_GR = 0xfe_03;
/** What makes an X server act, were it on a key: end, switch to a console, move the pointer, lock, and keys of manufacturers. */
const HARMFUL = [0xfe_d5, 0x10_08_fe_01, 0xfe_e1, 0xfe_08, 0xff_7e, 0x10_08_ff_2a, 0, 0xff_ff_ff_ff];

const undo: (() => Promise<void>)[] = [];
after(async () => {
  for (const step of undo.toReversed()) await step();
});

async function begin(): Promise<{ desk: Desk; source: ScreenSource }> {
  const desk = await openDesk();
  undo.push(desk.stop);
  const source = x11Source({ display: desk.display });
  undo.push(() => source.stop());
  return { desk, source };
}

describe('what is typed arrives as typed, whatever layout the computer has (C4)', { skip, concurrency: 1 }, () => {
  for (const layout of ['us', 'de', 'fr', 'ru', 'us,ru'])
    test(`on a computer with the layout ${layout}`, async () => {
      const { desk, source } = await begin();
      await desk.layout('-layout', layout);
      const typist = await sitDown(source);
      const lines: [string, number[]?][] = [
        ['Hello World, déjà vu: ñ ß € ł ő 😀 Ж ж Ω'],
        ['/7&éÉ1234567890?ÀÖ', [SHIFT]],
        ['@{[]}\\~€µ|', [ALT_GR]],
        ['съешь ещё этих мягких французских булок'],
        ['And plain again'],
      ];
      for (const [text, held] of lines) typist.type(text, held);
      for (const [text] of lines) await desk.line(text);
      typist.leave();
    });

  test('on the desktop that the agent makes where none runs', { skip: noXvnc }, async () => {
    const runtime = mkdtempSync(join(tmpdir(), 'lk-runtime-'));
    chmodSync(runtime, 0o755);
    const source = x11Source({ virtualUser: 'nobody', display: '', runtime }, { PATH: process.env['PATH'] });
    undo.push(() => source.stop());
    const typist = await sitDown(source);
    const display = displaysIn('/proc').find(({ authority }) => authority.startsWith(runtime));
    assert.ok(display);
    // A window that was there before the window manager is not given the focus.
    await until(() => hasManager(display), 'the window manager');
    const desk = await openDesk(display);
    undo.push(desk.stop);
    await until(() => hasFocus(display), 'the focus');
    const all = Array.from({ length: 120 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');
    typist.type(all);
    await desk.line(all);
    typist.type('Äé€ 😀');
    await desk.line('Äé€ 😀');
    rmSync(runtime, { recursive: true, force: true });
  });

  test('after somebody at the computer chose another layout, too', async () => {
    const { desk, source } = await begin();
    const typist = await sitDown(source);
    for (const [layout, text] of [
      ['us', 'é before'],
      ['de', 'y z é ö'],
      ['fr', 'a q é ö Ö'],
    ] as const) {
      await desk.layout('-layout', layout);
      typist.type(layout);
      await desk.line(layout);
      typist.type(text);
      await desk.line(text);
    }
  });

  test('keys held down with Control are the real keys, where the layout has them', async () => {
    const { desk, source } = await begin();
    const typist = await sitDown(source);
    const before = await desk.keyboard();
    typist.hold(
      [],
      Array.from('not this', (letter) => letter.charCodeAt(0)),
    );
    // Control+U takes back what stands in the line.
    typist.hold([CONTROL], [0x75]);
    typist.type('this');
    await desk.line('this');
    assert.equal(await desk.keyboard(), before);
  });
});

describe('what is borrowed of a keyboard', { skip, concurrency: 1 }, () => {
  test('is given back when the last viewer has gone', async () => {
    const { desk, source } = await begin();
    const before = await desk.keyboard();
    const [one, two] = [await sitDown(source), await sitDown(source)];
    one.type('é ж 😀');
    await desk.line('é ж 😀');
    assert.notEqual(await desk.keyboard(), before);
    one.leave();
    two.type('ö still');
    await desk.line('ö still');
    two.leave();
    await until(async () => (await desk.keyboard()) === before, 'the keyboard as it was');
  });

  test('is given back when the agent stops, and after one that was killed by the one that comes after it', async () => {
    const { desk, source } = await begin();
    const before = await desk.keyboard();
    const killed = await openKeyboard(desk.display, '/nowhere');
    for (const keysym of [0xe9, 0x1_00_04_36]) await killed.prepare({ keysym, held: [] });
    killed.close();
    assert.notEqual(await desk.keyboard(), before);
    const typist = await sitDown(source);
    typist.type('é ü');
    await desk.line('é ü');
    typist.leave();
    await source.stop();
    assert.equal(await desk.keyboard(), before);
  });

  test('is bounded, whatever a viewer sends, and no symbol is put on a key that makes the X server act', async () => {
    const { desk, source } = await begin();
    const before = await desk.keyboard();
    const typist = await sitDown(source);
    for (const keysym of HARMFUL) typist.press(keysym);
    for (let count = 0; count < 300; count++) typist.press(0x1_00_50_00 + count);
    typist.type('');
    typist.type('still here é');
    await desk.line('still here é');
    assert.equal(await actionsOf(desk), actionsIn(before));
    await source.stop();
    assert.equal(await desk.keyboard(), before);
  });

  test('a display that lets nobody in is typed at without', async () => {
    await assert.rejects(openKeyboard(':987', '/nowhere'), /no X server/);
    await assert.rejects(openKeyboard('elsewhere:0', '/nowhere'), /no display of this machine/);
  });
});

type Where = { name: string; authority: string };

function hasManager(display: Where): Promise<boolean> {
  return rootSays(display, '_NET_SUPPORTING_WM_CHECK', (said) => / 0x[1-9a-f]/.test(said));
}

function hasFocus(display: Where): Promise<boolean> {
  return rootSays(display, '_NET_ACTIVE_WINDOW', (said) => / 0x[1-9a-f]/.test(said));
}

function rootSays({ name, authority }: Where, property: string, is: (said: string) => boolean): Promise<boolean> {
  const env = { ...process.env, DISPLAY: name, XAUTHORITY: authority };
  return run('xprop', ['-root', property], { env }).then(
    ({ stdout }) => is(stdout),
    () => false,
  );
}

/** The symbols that act, of all keys. */
async function actionsOf(desk: Desk): Promise<string> {
  return actionsIn(await desk.keyboard());
}

function actionsIn(keyboard: string): string {
  const found = keyboard.match(/Terminate_Server|XF86\w+|Pointer_\w+|ISO_\w+|Mode_switch/g) ?? [];
  return found.toSorted().join(' ');
}
