import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { watchClipboard } from '../../src/clipboard.ts';
import { programOf } from '../../src/screen/programs.ts';
import type { ScreenSource } from '../../src/screen/source.ts';
import { x11Source } from '../../src/screen/x11.ts';
import { type Desk, openDesk, until } from './desk.ts';

const missing = ['Xvfb', 'xterm', 'xclip'].filter((name) => programOf([name]) === undefined);
const skip = missing.length > 0 && `needs ${missing.join(', ')}`;

const XCLIP = programOf(['xclip']) ?? '';
const UNICODE = 'Grüße, naïve 🗝️ Ж\nsecond line\n';
const MOST = 1024 * 1024;

describe('the clipboard of a desktop (C8)', { skip, concurrency: 1 }, () => {
  let desk: Desk;
  let source: ScreenSource;

  before(async () => {
    desk = await openDesk();
    source = x11Source({ display: desk.display });
  });
  after(async () => {
    await source?.stop();
    await desk?.stop();
  });

  test('is written and read as Unicode, with its lines, up to a megabyte and not beyond', async () => {
    const clipboard = source.clipboard();
    assert.ok(clipboard);
    for (const text of [UNICODE, 'é'.repeat(MOST / 2), '']) {
      await clipboard.write(text);
      assert.equal(await clipboard.read(), text);
    }
    await copy(desk, 'x'.repeat(MOST + 1));
    assert.equal(await clipboard.read(), '');
  });

  test('is read from a program that knows no Unicode, too', async () => {
    await copy(desk, Buffer.from('fa\xe7ade', 'latin1'), ['-target', 'STRING']);
    assert.equal(await source.clipboard()?.read(), 'façade');
  });

  test('is told when something is copied there: nothing of before, nothing that a viewer pasted, and nothing twice', async (t) => {
    const told: string[] = [];
    let mayRead = false;
    await copy(desk, 'of before');
    const watch = watchClipboard(
      source,
      () => mayRead,
      (text) => told.push(text),
    );
    t.after(watch.stop);
    await copy(desk, 'while nobody may read it');
    mayRead = true;
    // A watch that has just begun may not have come to the first copy.
    await until(async () => {
      await copy(desk, UNICODE);
      return told.length > 0;
    }, 'the first text');
    assert.deepEqual(told, [UNICODE]);
    watch.pasted('from a viewer\r\nwith Windows');
    await source.clipboard()?.write('from a viewer\nwith Windows');
    await copy(desk, 'é'.repeat(MOST / 2));
    await until(() => told.length > 1, 'the longest text');
    assert.deepEqual(told, [UNICODE, 'é'.repeat(MOST / 2)]);
    mayRead = false;
    await copy(desk, 'not for them any more');
    mayRead = true;
    await copy(desk, 'for them again');
    await until(() => told.length > 2, 'the last text');
    assert.equal(told.at(-1), 'for them again');
  });

  test('a text that a program gives away once is still there for whoever pastes it, while nobody may read it', async (t) => {
    const watch = watchClipboard(
      source,
      () => false,
      () => assert.fail('told'),
    );
    t.after(watch.stop);
    await copy(desk, 'once', ['-loops', '1']);
    assert.equal(await source.clipboard()?.read(), 'once');
    assert.equal(await source.clipboard()?.read(), '');
  });
});

/** Copies as a program at the desktop does: xclip ends once it has the clipboard. */
async function copy({ display }: Desk, text: string | Buffer, args: string[] = []): Promise<void> {
  const child = spawn(XCLIP, ['-selection', 'clipboard', '-in', ...args], {
    env: { ...process.env, DISPLAY: display },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.end(text);
  await once(child, 'exit');
}
