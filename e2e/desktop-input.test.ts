import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { languages } from '@latchkey/domain/language';
import type { CDPSession } from 'playwright-core';
import { programOf } from '../apps/agent/src/screen/programs.ts';
import { openDisplay } from '../apps/agent/src/screen/x-connection.ts';
import { useXkb } from '../apps/agent/src/screen/xkb.ts';
import { accountOf, arrived, enrolmentCode, noDesktop, openDesktop, until } from './desktop-ways.ts';
import { type HostComputer, openHost } from './host.ts';
import { ada, found, type House, openHouse } from './house.ts';
import { keyboards, typeOn } from './keyboards.ts';
import { look } from './look.ts';
import { gone, openStage, see, type Stage, type Visitor } from './visitor.ts';
import { comeHome } from './ways.ts';

const CODE = 'correct horse battery';
const MOST = 1024 * 1024;
const missing = ['setxkbmap', 'xev', 'xprop'].filter((name) => !programOf([name]));
const skip = noDesktop || (missing.length > 0 && `needs ${missing.join(', ')}`);

describe('Typing and copying at a desktop in the browser', { concurrency: 1, skip }, () => {
  let house: House;
  let stage: Stage;
  let host: HostComputer;
  let visitor: Visitor;
  let browser: CDPSession;
  /** A program that prints each key it gets, in front from some test on. */
  let keys: ReturnType<HostComputer['start']>;

  before(async () => {
    house = await openHouse();
    await found(house);
    stage = await openStage(house);
    visitor = await stage.visit('/sign-in');
    await comeHome(visitor, ada);
    await visitor.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: house.url });
    browser = await visitor.context.newCDPSession(visitor.page);
    const accountId = accountOf(visitor);
    host = await openHost(house.url, await enrolmentCode(visitor), CODE);
    await openDesktop(visitor, { accountId, host, code: CODE });
    await visitor.page.locator('canvas').click({ position: { x: 200, y: 150 } });
  });
  afterEach(() => stage.check());
  after(async () => {
    await stage?.close();
    await host?.stop();
    await house?.stop();
  });

  for (const language of languages)
    test(`what is typed on a keyboard for ${language} arrives as typed at a computer with another layout (C4)`, async () => {
      const keyboard = keyboards[language];
      await host.run('setxkbmap', [keyboard.computer]);
      await typeOn(browser, keyboard);
      await arrived(host, keyboard.text);
    });

  test('the keyboard of a phone types by characters, capitals and emoji among them (C4)', async () => {
    const { page, say } = visitor;
    await page.getByRole('button', { name: say('viewer.keyboard') }).click();
    await page.getByLabel(say('viewer.keyboard.label')).pressSequentially('From a Phone: Ĉeĥa ÀÉ €');
    for (const text of ['😀', '\n']) await page.keyboard.insertText(text);
    await arrived(host, 'From a Phone: Ĉeĥa ÀÉ €😀');
  });

  test('Control and V paste there what was copied here, with its lines, and go on being Control (C8)', async () => {
    const { page } = visitor;
    await copyHere('à bientôt 👋\n« zwei »\n');
    await page.locator('canvas').focus();
    await page.keyboard.down('Control');
    await page.keyboard.press('v');
    await arrived(host, '« zwei »');
    await arrived(host, 'à bientôt 👋');
    await page.keyboard.up('Control');
    await page.keyboard.type('not this');
    await page.keyboard.down('Control');
    await page.keyboard.press('u');
    await copyHere('once more\n');
    await page.keyboard.press('v');
    await arrived(host, 'once more');
    // Still held, it makes of U what takes back the line, and no letter.
    await page.keyboard.press('u');
    await page.keyboard.up('Control');
    await page.keyboard.type('then this\n');
    await arrived(host, 'then this');
    await copyHere('');
    await page.keyboard.press('Control+v');
    await until(async () => (await host.typed()).split('once more\n').length === 3, 'what is there already, again');
  });

  test('what is copied there is in the clipboard here at once, with accents, emoji and lines (C8)', async () => {
    for (const text of ['dört — naïve 😀\nline two', 'é'.repeat(MOST / 2), 'short again']) {
      await copyThere(text);
      await until(async () => (await copiedHere()) === text, text.slice(0, 40), copiedHere);
    }
    await gone(offer());
  });

  test('where the browser refuses, the text is offered, and a click copies it (C8)', async () => {
    const { say } = visitor;
    await setRefusal(true);
    await copyThere('offered «é»\nwith a second line');
    await see(offer().getByText('offered «é»'));
    await look(visitor, 'desktop-offer', { isOpen: true });
    await setRefusal(false);
    await offer()
      .getByRole('button', { name: say('viewer.clipboard.take') })
      .click();
    await until(async () => (await copiedHere()) === 'offered «é»\nwith a second line', 'what was offered');
    await gone(offer());
  });

  test('a browser that lets us copy only with a click or a key gets it with the next one (C8)', async () => {
    const { page } = visitor;
    await setRefusal(true);
    await copyThere('with the next key');
    await see(offer());
    await setRefusal(false);
    await page.locator('canvas').focus();
    await page.keyboard.press('Shift');
    await until(async () => (await copiedHere()) === 'with the next key', 'the text');
    await gone(offer());
  });

  test('a megabyte is pasted, and more is refused in words, not cut (C8)', async () => {
    const { page, say } = visitor;
    keys = host.start('stdbuf', ['-oL', 'xev', '-event', 'keyboard']);
    await until(async () => {
      await page.keyboard.press('Escape');
      return keys.said().includes('Escape');
    }, 'the program in front');
    await copyHere('x'.repeat(MOST));
    await page.keyboard.press('Control+v');
    await until(async () => (await copiedThere()).length === MOST, 'a megabyte');
    await copyHere('y'.repeat(MOST + 1));
    await page.keyboard.press('Control+v');
    await see(page.getByText(say('viewer.clipboard.long')));
    assert.equal((await copiedThere()).at(0), 'x');
  });

  test('keys that a browser keeps for itself are pressed from the menu (C8)', async () => {
    for (const [name, wanted] of [
      ['ctrl-alt-del', /state 0x[0-9a-f]*c, keycode \d+ \(keysym 0xffff, Delete\)/],
      ['super', /keysym 0xffeb, Super_L/],
      ['escape', /keysym 0xff1b, Escape/],
      ['tab', /keysym 0xff09, Tab/],
      ['print', /keysym 0xff61, Print/],
    ] as const) {
      const before = keys.said().length;
      await pick(visitor.say(`viewer.keys.${name}`));
      await until(
        () => wanted.test(keys.said().slice(before)),
        name,
        () => Promise.resolve(keys.said().slice(before)),
      );
    }
    for (const name of ['F1', 'F5', 'F12']) {
      await pick(name);
      await until(() => keys.said().includes(`, ${name})`), name);
    }
    const active = await activeWindow();
    await pick(visitor.say('viewer.keys.alt-tab'));
    await until(async () => (await activeWindow()) !== active, 'the other window');
    await pick(visitor.say('viewer.keys.alt-tab'));
    await until(async () => (await activeWindow()) === active, 'the window as before');
    await pick(visitor.say('viewer.keys.alt-f4'));
    await until(() => keys.isOver(), 'the end of the program');
  });

  test('no key stays down at the computer for somebody who goes to the bar, elsewhere, or away', async () => {
    const { page, say } = visitor;
    for (const [key, leave] of [
      ['Shift', () => page.getByRole('button', { name: say('viewer.people', { count: 1 }) }).click()],
      ['Alt', () => page.evaluate(() => window.dispatchEvent(new Event('blur')))],
      ['Control', () => page.reload()],
    ] as const) {
      await page.locator('canvas').focus();
      await page.keyboard.down(key);
      await until(async () => (await heldThere()) !== 0, `${key} is down`);
      await leave();
      await until(async () => (await heldThere()) === 0, `${key} is let go of`);
      await page.keyboard.up(key);
      await page.keyboard.press('Escape');
    }
  });

  function copyHere(text: string): Promise<void> {
    return visitor.page.evaluate((now) => navigator.clipboard.writeText(now), text);
  }

  function copiedHere(): Promise<string> {
    return visitor.page.evaluate(() => navigator.clipboard.readText());
  }

  async function copyThere(text: string): Promise<void> {
    await host.run('xclip', ['-selection', 'clipboard', '-i'], text);
  }

  function copiedThere(): Promise<string> {
    return host.run('xclip', ['-selection', 'clipboard', '-o']);
  }

  /** Makes the browser refuse what it refuses elsewhere: writing without a click. */
  async function setRefusal(isRefused: boolean): Promise<void> {
    await visitor.page.evaluate((isOn) => {
      const refuse = (): Promise<never> => Promise.reject(new DOMException('', 'NotAllowedError'));
      if (isOn) Object.assign(navigator.clipboard, { writeText: refuse });
      else Reflect.deleteProperty(navigator.clipboard, 'writeText');
    }, isRefused);
  }

  function offer() {
    return visitor.page.getByRole('region', { name: visitor.say('viewer.clipboard.theirs') });
  }

  async function pick(item: string): Promise<void> {
    const { page, say } = visitor;
    await page.getByRole('button', { name: say('viewer.keys') }).click();
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  function activeWindow(): Promise<string> {
    return host.run('xprop', ['-root', '_NET_ACTIVE_WINDOW']);
  }

  /** The modifiers that are held at the computer. */
  async function heldThere(): Promise<number> {
    const nothing = { event: () => undefined, closed: () => undefined };
    const x = await openDisplay(host.display, '/nowhere', nothing);
    const { base } = await (await useXkb(x)).state();
    x.close();
    return base;
  }
});
