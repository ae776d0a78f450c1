import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { click, drag, fingersOn, levelsOf, noteLevels, pickView, sizeOf, typeIn } from './desktop-hands.ts';
import {
  accountOf,
  computerOf,
  enrolmentCode,
  giveAccess,
  isNear,
  noDesktop,
  openDesktop,
  pixel,
  shown,
  typeLine,
  until,
} from './desktop-ways.ts';
import { HEIGHT, type HostComputer, openHost, WIDTH } from './host.ts';
import { ada, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { agents, openRelay, type Relay, type Whose } from './relay.ts';
import { gone, heading, openStage, openTab, see, type Stage, type Visitor } from './visitor.ts';
import { acceptAsNew, comeHome, invitationTo, invite, pathOf, rowOf } from './ways.ts';

const CODE = 'correct horse battery';
const grace = { name: 'Grace Hopper', email: 'grace@acme.test', password: 'nanoseconds of wire 1952' };

describe('Working at a desktop in the browser', { concurrency: 1, skip: noDesktop }, () => {
  let relay: Relay;
  let house: House;
  let stage: Stage;
  let desk: HostComputer;
  let lab: HostComputer;
  let holder: Visitor;
  let member: Visitor;
  let accountId: string;

  before(async () => {
    relay = await openRelay();
    // What the server calls itself leads over the network that the tests lose.
    const settings: { SIGN_UP?: 'open'; PUBLIC_URL: string } = { PUBLIC_URL: relay.url };
    const server = await openHouse(settings);
    relay.lead(server.url);
    house = { ...server, url: relay.url };
    await found(house);
    stage = await openStage(house);
    holder = await stage.visit('/sign-in');
    await comeHome(holder, ada);
    accountId = accountOf(holder);
    [desk, lab] = [
      await openHost(house.url, await enrolmentCode(holder), CODE),
      await openHost(house.url, await enrolmentCode(holder), CODE),
    ];
    await invite(holder, grace.email);
    member = await stage.visit(pathOf(await invitationTo(holder, grace.email)));
    await acceptAsNew(member, grace);
    await see(heading(member, member.say('home.welcome', { name: grace.name })));
    await giveAccess(holder, grace.email);
    await holder.page.addInitScript(noteLevels);
  });
  afterEach(() => {
    relay.mend();
    for (const { faults } of [holder, member])
      faults.splice(0, Infinity, ...faults.filter((one) => !OF_NETWORK.test(one)));
    stage.check();
  });
  after(async () => {
    await stage?.close();
    await desk?.stop();
    await lab?.stop();
    await house?.stop();
    await relay?.close();
  });

  test('two people in one computer see each other, and who only looks (C4, C8, C12)', async () => {
    const { page, say } = holder;
    await openDesktop(holder, { accountId, host: desk, code: CODE });
    await openDesktop(member, { accountId, host: desk, code: CODE });
    for (const one of [holder, member])
      await see(one.page.getByRole('button', { name: say('viewer.people', { count: 2 }) }));
    await pickView(member, 'menuitemcheckbox', say('viewer.control'));
    await see(member.page.getByText(say('viewer.look'), { exact: true }));
    await look(member, 'desktop-view-only', { isOpen: true });
    await page.getByRole('button', { name: say('viewer.people', { count: 2 }) }).click();
    const looksOn = new RegExp(`${grace.name}.*${say('viewer.people.look')}`);
    await see(page.getByRole('menuitem', { name: looksOn }), page.getByRole('menuitem', { name: ada.name }));
    await look(holder, 'desktop-people', { isOpen: true });
    await page.keyboard.press('Escape');
  });

  test('of who only looks nothing reaches the computer until they control it again (C8)', async () => {
    await click(member, 200, 150);
    await typeLine(member, 'nobody wrote this');
    await typeIn(holder, desk, 'the holder wrote');
    await pickView(member, 'menuitemcheckbox', member.say('viewer.control'));
    await typeIn(member, desk, 'the member wrote');
    assert.equal((await desk.typed()).includes('nobody'), false);
  });

  test('how good the picture is, is asked of the computer (C8)', async () => {
    const { page, say } = holder;
    assert.deepEqual(await levelsOf(holder), [6, 2]);
    await pickView(holder, 'menuitemradio', say('viewer.quality.low'));
    assert.deepEqual(await levelsOf(holder), [1, 9]);
    await page.getByRole('button', { name: say('viewer.view') }).click();
    await see(page.getByRole('menuitemradio', { name: say('viewer.quality.low'), checked: true }));
    await look(holder, 'desktop-view-menu', { isOpen: true });
    await page.getByRole('menuitemradio', { name: say('viewer.quality.best') }).click();
    assert.deepEqual(await levelsOf(holder), [9, 1]);
  });

  test('the picture fits the window, or is as large as it is, with bars or dragged (C8)', async () => {
    const { page, say } = holder;
    desk.show('#12ab34');
    const corner = () => pixel(holder, WIDTH - 60, HEIGHT - 60);
    await until(async () => isNear(await corner(), [0x12, 0xab, 0x34]), 'the colour');
    const before = page.viewportSize()!;
    await page.setViewportSize({ width: 600, height: 400 });
    await until(async () => (await sizeOf(holder)).width <= 600, 'a picture that fits');
    await pickView(holder, 'menuitemradio', say('viewer.fit.original'));
    await until(async () => (await sizeOf(holder)).width === WIDTH, 'all pixels');
    await page.locator('[data-desktop] > div').evaluate((bars) => bars.scrollTo(1000, 1000));
    assert.ok((await sizeOf(holder)).x < 0, 'scrolled by its bars');
    await pickView(holder, 'menuitemradio', say('viewer.fit.drag'));
    await until(async () => (await sizeOf(holder)).width <= 600, 'a part of the picture');
    const { width, height } = await sizeOf(holder);
    const inView = () => pixel(holder, width - 60, height - 60);
    assert.ok(!isNear(await inView(), [0x12, 0xab, 0x34]));
    await drag(holder, [500, 300], [100, 20]);
    await until(async () => isNear(await inView(), [0x12, 0xab, 0x34]), 'the lower right corner');
    await look(holder, 'desktop-drag', { isOpen: true });
    await pickView(holder, 'menuitemradio', say('viewer.fit.fit'));
    await page.setViewportSize(before);
  });

  test('it fills the whole screen, and leaves it (C8)', async () => {
    const { page, say } = holder;
    await page.getByRole('button', { name: say('viewer.full'), exact: true }).click();
    await see(page.getByRole('button', { name: say('viewer.full.leave') }));
    assert.ok(await page.evaluate(() => document.fullscreenElement !== null));
    await page.getByRole('button', { name: say('viewer.full.leave') }).click();
    await see(page.getByRole('button', { name: say('viewer.full'), exact: true }));
  });

  test('each tab has a computer of its own, and a tab that slept goes on (C4)', async () => {
    const other = await openTab(holder, '/');
    await openDesktop(other, { accountId, host: lab, code: CODE });
    await other.page.waitForFunction((name) => document.title.startsWith(name), (await computerOf(other, lab)).name);
    const cdp = await holder.context.newCDPSession(holder.page);
    await cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
    await typeIn(other, lab, 'for the lab');
    await cdp.send('Page.setWebLifecycleState', { state: 'active' });
    await typeIn(holder, desk, 'for the desk');
    assert.equal((await desk.typed()).includes('for the lab'), false);
    await other.page.close();
  });

  test('a network that is silent for ten seconds is made good without a code, and nobody else notices (C4)', async () => {
    const { page, say } = holder;
    relay.lose(await browserOf(holder), 'silent');
    await sleep(TEN_SECONDS);
    await see(page.getByText(say('viewer.coming-back')));
    assert.equal(await member.page.getByText(say('viewer.coming-back')).count(), 0);
    relay.mend();
    await gone(page.getByText(say('viewer.coming-back')));
    await shown(holder);
    await typeIn(holder, desk, 'back again');
  });

  test('a computer without network for ten seconds comes back; who is away for longer is told so (C4), who sleeps is warned (C11)', async () => {
    const { page, say } = holder;
    await house.look('update account set session_idle_minutes = 1');
    const asleep = await openTab(member, '/');
    await openDesktop(asleep, { accountId, host: lab, code: CODE });
    const warned = isWarned(asleep);
    // Looked at below, unless something else fails before.
    warned.catch(() => undefined);
    const isHers = await browserOf(holder);
    relay.lose((head) => agents(head) || isHers(head), 'cut');
    const mended = sleep(TEN_SECONDS).then(() => relay.lose(isHers, 'cut'));
    await see(...[holder, member].map((one) => one.page.getByText(say('viewer.coming-back'))));
    await look(holder, 'desktop-lost', { isOpen: true });
    await mended;
    await shown(member);
    await typeIn(member, desk, 'the member is back');
    await see(page.getByText(say('viewer.over.lost')));
    relay.mend();
    await see(page.getByRole('button', { name: say('viewer.again') }));
    await look(holder, 'desktop-away');
    await warned;
    await asleep.page.close();
    await house.look('update account set session_idle_minutes = 15');
  });

  test('a phone taps, presses long for the right button, scrolls with two fingers, and drags what is too large (C4)', async () => {
    const phone = await stage.visit('/sign-in', { phone: true });
    await comeHome(phone, grace);
    const notes = await lab.watchPointer('60x18+0+0');
    await openDesktop(phone, { accountId, host: lab, code: CODE });
    await look(phone, 'desktop-phone', { isOpen: true });
    const finger = await fingersOn(phone);
    await finger.tap();
    await until(async () => /<0;\d+;\d+M/.test(await notes()), 'a click', notes);
    await finger.press(async () => until(async () => /<2;\d+;\d+M/.test(await notes()), 'the right button', notes));
    await finger.scroll();
    await until(async () => /<6[45];\d+;\d+M/.test(await notes()), 'the wheel', notes);
    await pickView(phone, 'menuitemradio', phone.say('viewer.fit.drag'));
    await look(phone, 'desktop-phone-drag', { isOpen: true });
    await phone.context.close();
  });

  test('whoever sits at the computer ends it, and so does an admin: both are said (C8, C11)', async () => {
    const { page, say } = holder;
    await openDesktop(holder, { accountId, host: lab, code: CODE });
    assert.match(await lab.command('end'), /ended/);
    await see(page.getByText(say('viewer.over.host-ended')));
    await page.getByRole('link', { name: say('viewer.back') }).click();
    await see(page.getByRole('row').filter({ hasText: (await computerOf(holder, lab)).name }));
    assert.equal(new URL(page.url()).pathname, `/a/${accountId}/computers`);

    await page.getByRole('link', { name: say('kit.nav.sessions'), exact: true }).click();
    await rowOf(holder, grace.name).getByRole('button').click();
    await page.getByRole('menuitem', { name: say('sessions.end') }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: say('sessions.end') })
      .click();
    await see(member.page.getByText(say('viewer.over.ended')));
    await look(member, 'desktop-ended');
  });
});

const TEN_SECONDS = 10_000;
/** What a browser says of networks that these journeys lose. */
const OF_NETWORK = /WebSocket connection to .* failed/;

/** The connections of one browser, by its sign-in. */
async function browserOf({ context }: Visitor): Promise<Whose> {
  const values = (await context.cookies()).filter(({ httpOnly }) => httpOnly).map(({ value }) => value);
  assert.ok(values.length > 0);
  return (head) => values.some((value) => head.includes(value));
}

/** Waits until somebody who does nothing is asked whether they are there, and says so. */
async function isWarned({ page, say }: Visitor): Promise<void> {
  await page.getByText(say('viewer.idle.title')).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: say('viewer.idle.stay') }).click();
  await gone(page.getByText(say('viewer.idle.title')));
}
