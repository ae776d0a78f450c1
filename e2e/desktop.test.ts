import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  accountOf,
  computerOf,
  enrolmentCode,
  enter,
  goToComputer,
  isNear,
  noDesktop,
  pixel,
  shown,
  until,
} from './desktop-ways.ts';
import { HEIGHT, type HostComputer, openHost, WIDTH } from './host.ts';
import { ada, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { gone, heading, openStage, see, type Stage, type Visitor } from './visitor.ts';
import { comeHome } from './ways.ts';

const CODE = 'correct horse battery';

describe('A desktop in the browser', { concurrency: 1, skip: noDesktop }, () => {
  let house: House;
  let stage: Stage;
  let host: HostComputer;
  let visitor: Visitor;

  before(async () => {
    house = await openHouse();
    await found(house);
    stage = await openStage(house);
    visitor = await stage.visit('/sign-in');
    await comeHome(visitor, ada);
    host = await openHost(house.url, await enrolmentCode(visitor), CODE);
    await goToComputer(visitor, accountOf(visitor), host);
  });
  afterEach(() => stage.check());
  after(async () => {
    await stage?.close();
    await host?.stop();
    await house?.stop();
  });

  test('a wrong code opens nothing, and says what else it could be (C5)', async () => {
    const { page, say } = visitor;
    await see(heading(visitor, say('viewer.title', { computer: (await computerOf(visitor, host)).name })));
    await gone(page.getByText(say('refusal.computer-offline')));
    await look(visitor, 'connect');
    await enter(visitor, 'wrong horse battery');
    await see(page.getByRole('alert').getByText(say('viewer.wrong-code')));
    assert.equal(await page.getByLabel(say('viewer.code'), { exact: true }).inputValue(), '');
    await look(visitor, 'connect-wrong');
  });

  test('the right code opens the desktop, and what is drawn there is seen here (C4)', async () => {
    host.show('#12ab34');
    await enter(visitor, CODE);
    await shown(visitor);
    await until(async () => isNear(await pixel(visitor, WIDTH - 60, HEIGHT - 60), [0x12, 0xab, 0x34]), 'the colour');
    await look(visitor, 'desktop', { isOpen: true });
  });

  test('Control, Alt and Shift lead from the desktop to the bar', async () => {
    const { page, say } = visitor;
    await page.locator('canvas').focus();
    for (const key of ['Control', 'Alt', 'Shift']) await page.keyboard.down(key);
    for (const key of ['Control', 'Alt', 'Shift']) await page.keyboard.up(key);
    const first = page.getByRole('button', { name: say('viewer.bar.hide') });
    await until(() => first.evaluate((button) => button === document.activeElement), 'the focus');
    await page.getByRole('button', { name: say('viewer.people', { count: 1 }) }).click();
    await see(page.getByRole('menuitem', { name: new RegExp(ada.name) }));
    await page.keyboard.press('Escape');
  });

  test('a code of one’s own is set within the session and opens the next (C6)', async () => {
    const { page, say } = visitor;
    await page.getByRole('button', { name: say('viewer.more') }).click();
    await page.getByRole('menuitem', { name: say('viewer.own') }).click();
    await page.getByLabel(say('viewer.own.new'), { exact: true }).fill('a code of my own');
    await page.getByRole('button', { name: say('viewer.own.set') }).click();
    await see(page.getByText(say('viewer.own.done')));
    await page
      .getByRole('dialog')
      .getByRole('button', { name: say('kit.close') })
      .last()
      .click();
    await page.getByRole('button', { name: say('viewer.end') }).click();
    await see(heading(visitor, say('viewer.over.title')), page.getByText(say('viewer.over.mine')));
    await look(visitor, 'session-over');
    await page.getByRole('button', { name: say('viewer.again') }).click();
    await enter(visitor, 'a code of my own');
    await shown(visitor);
  });
});
