import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  accountOf,
  computerOf,
  enrolmentCode,
  enter,
  giveAccess,
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
import { gone, heading, openStage, reads, see, type Stage, type Visitor } from './visitor.ts';
import { acceptAsNew, comeHome, invitationTo, invite, pathOf, rowOf } from './ways.ts';

const CODE = 'correct horse battery';
const OWN = 'a code of my own';
const grace = { name: 'Grace Hopper', email: 'grace@acme.test', password: 'nanoseconds of wire 1952' };
const NOTE = 'Für die Nachtschicht';

describe('A desktop in the browser', { concurrency: 1, skip: noDesktop }, () => {
  let house: House;
  let stage: Stage;
  let host: HostComputer;
  let visitor: Visitor;
  let member: Visitor;

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
    await page.getByLabel(say('viewer.own.new'), { exact: true }).fill(OWN);
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
    await enter(visitor, OWN);
    await shown(visitor);
  });

  test('three wrong codes lock it for everybody, and who may not unlock it asks an admin (S5)', async () => {
    await visitor.page.goto(`${house.url}/a/${accountOf(visitor)}`);
    await see(heading(visitor, visitor.say('home.welcome', { name: ada.name })));
    await invite(visitor, grace.email, 'de');
    member = await stage.visit(pathOf(await invitationTo(visitor, grace.email)));
    await reads(member, 'de');
    await acceptAsNew(member, grace);
    await see(heading(member, member.say('home.welcome', { name: grace.name })));
    await giveAccess(visitor, grace.email);
    const { page, say } = member;
    await goToComputer(member, accountOf(visitor), host);
    for (const nth of ['first', 'second', 'third']) {
      await enter(member, `the ${nth} wrong code`);
      await see(page.getByRole('alert').getByText(say('viewer.wrong-code')));
    }
    await until(async () => (await computerOf(visitor, host)).locked, 'the lock');
    await enter(member, OWN);
    await see(page.getByRole('alert').getByText(say('refusal.computer-locked')));
    await see(page.getByText(say('request.admin.unlock', { company: ada.company })));
    await look(member, 'connect-locked');
    await page.goto(`${house.url}/a/${accountOf(visitor)}/computers/${host.computerId}`);
    await page.getByRole('button', { name: say('request.ask'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    const { name } = await computerOf(visitor, host);
    await see(dialog.getByText(say('request.ask.thing.unlock', { name })));
    await dialog.getByRole('textbox').fill(NOTE);
    await look(member, 'locked-ask', { isOpen: true });
    await dialog.getByRole('button', { name: say('request.ask.send') }).click();
    await see(dialog.getByText(say('request.ask.sent')));
    await page.keyboard.press('Escape');
    await gone(dialog);
    await see(page.getByRole('link', { name: say('request.own.title') }));
    await look(member, 'locked-asked');
  });

  test('who grants that unlocks it, and the right code opens it again (S5)', async () => {
    const { page, say } = visitor;
    const { name } = await computerOf(visitor, host);
    await page.goto(`${house.url}/a/${accountOf(visitor)}/requests`);
    await see(rowOf(visitor, NOTE).getByText(say('request.thing.unlock', { name })));
    await look(visitor, 'locked-requests');
    await rowOf(visitor, NOTE)
      .getByRole('button', { name: say('request.grant'), exact: true })
      .click();
    const dialog = page.getByRole('dialog');
    await see(dialog.getByText(say('consequence.lock.lost', { total: 1 })));
    await look(visitor, 'locked-grant', { isOpen: true });
    await dialog.getByRole('button', { name: say('request.grant.submit', { count: 1 }) }).click();
    await see(page.getByText(say('request.granted', { count: 1 })));
    await house.mailbox.waitFor(
      ({ to, subject }) =>
        to.includes(grace.email) &&
        subject === member.say('mail.request-granted.subject', { kind: 'unlock', thing: name }),
    );
    await member.page.goto(`${house.url}/a/${accountOf(visitor)}/my-requests`);
    await see(rowOf(member, NOTE).getByText(member.say('request.state.granted'), { exact: true }));
    await look(member, 'locked-own');
    await goToComputer(member, accountOf(visitor), host);
    await enter(member, OWN);
    await shown(member);
  });
});
