import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Locator, Page, Route } from 'playwright-core';
import { ada, type Founder, type House, openHouse } from './house.ts';
import { look, overflowOn } from './look.ts';
import { gone, heading, openStage, see, type Stage, type Visitor } from './visitor.ts';
import { fillWizard, goTo, invitationTo, openMyMenu, rowOf, signIn } from './ways.ts';

const eve: Founder = { name: 'Eve Rival', email: 'eve@rival.test', password: 'second is nothing 2', company: 'Rival' };

describe('The manners of the screens', { concurrency: 1 }, () => {
  let house: House;
  let stage: Stage;
  /** Whoever won. */
  let holder: Founder;

  before(async () => {
    house = await openHouse();
    stage = await openStage(house);
  });
  afterEach(() => stage.check());
  after(async () => {
    await stage?.close();
    await house?.stop();
  });

  test('of two browsers that set up at once one wins, and the wizard is gone for both on every path', async () => {
    const racers = await Promise.all([stage.visit(), stage.visit('/set-up')]);
    const founders = [ada, eve];
    const mail = { port: house.mailbox.port, sender: 'latchkey@acme.test' };
    await Promise.all(racers.map((racer, at) => fillWizard(racer, founders[at]!, mail)));
    const button = (racer: Visitor) => racer.page.getByRole('button', { name: racer.say('entry.set-up.submit') });
    await Promise.all(racers.map((racer) => button(racer).click()));
    const over = racers.map((racer) => heading(racer, racer.say('entry.set-up.over.title')));
    const home = racers.map((racer, at) => heading(racer, racer.say('home.welcome', { name: founders[at]!.name })));
    await Promise.all(racers.map((_, at) => see(over[at]!.or(home[at]!))));
    assert.deepEqual([await counted(over), await counted(home)], [1, 1]);
    holder = founders[(await home[0]!.isVisible()) ? 0 : 1]!;

    for (const path of [
      '/set-up',
      '/set-up/',
      '/set-up?again=1',
      '/set-up#code',
      '//set-up',
      '/SET-UP',
      '/set-up/code',
      '/%73et-up',
    ]) {
      for (const racer of racers) {
        await racer.page.goto(house.url + path);
        await see(racer.page.getByRole('heading', { level: 1 }));
        assert.equal(await racer.page.getByLabel(racer.say('entry.set-up.code')).count(), 0, path);
      }
    }
    const [racer] = racers;
    await racer.page.goto(`${house.url}/set-up`);
    await see(heading(racer, racer.say('entry.set-up.over.title')));
    await look(racer, 'set-up-over');
  });

  test('everything can be done by keyboard, and the focus is always in sight', async () => {
    const visitor = await stage.visit('/sign-in');
    const { page, say } = visitor;
    await see(heading(visitor, say('entry.sign-in.title')));
    await page.keyboard.type(holder.email);
    await tabTo(page, page.getByLabel(say('entry.password'), { exact: true }));
    await page.keyboard.type(holder.password);
    await page.keyboard.press('Enter');
    await see(heading(visitor, say('home.welcome', { name: holder.name })));

    await page.reload();
    await see(heading(visitor, say('home.welcome', { name: holder.name })));
    await tabTo(page, page.getByRole('link', { name: say('kit.skip-link') }));
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'content');

    const myMenu = page.getByRole('button', { name: say('kit.menu') });
    await tabTo(page, myMenu, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await see(page.getByRole('menuitem', { name: say('kit.menu.me') }));
    await page.keyboard.press('ArrowDown');
    await focusIsVisible(page);
    await page.keyboard.press('Escape');
    await gone(page.getByRole('menuitem', { name: say('kit.menu.me') }));
    await focusComesTo(myMenu);

    const menu = page.getByRole('navigation', { name: say('kit.nav') });
    await tabTo(page, menu.getByRole('link', { name: say('kit.nav.invite') }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await see(heading(visitor, say('invite.title')));
    await tabTo(page, page.getByLabel(say('invite.addresses')));
    await page.keyboard.type('keys@acme.test\nlocks@\n');
    await tabTo(page, page.getByRole('button', { name: say('invite.look.next') }));
    await page.keyboard.press('Enter');
    await focusComesTo(page.getByLabel(say('invite.line.address', { line: 2 })));
    await page.keyboard.type('locks@acme.test');
    await page.keyboard.press('Enter');
    await see(page.getByText(say('invite.count', { count: 2 })));
    await tabTo(page, page.getByRole('button', { name: say('invite.line.remove', { line: 2 }) }));
    await page.keyboard.press('Enter');
    await focusComesTo(page.getByRole('button', { name: say('invite.line.remove', { line: 1 }) }));
    await tabTo(page, page.getByRole('button', { name: say('invite.send', { count: 1 }), exact: true }));
    await page.keyboard.press('Enter');
    await see(page.getByText('keys@acme.test'), page.getByRole('button', { name: say('invite.invited.another') }));
    await tabTo(page, page.getByRole('link', { name: say('invite.invited.list') }));
    await page.keyboard.press('Enter');
    await see(rowOf(visitor, 'keys@acme.test'));

    const rowMenu = page.getByRole('button', { name: say('kit.table.menu', { name: 'keys@acme.test' }) });
    const dialog = page.getByRole('dialog');
    await tabTo(page, rowMenu);
    await page.keyboard.press('Enter');
    const withdraw = page.getByRole('menuitem', { name: say('users.act.withdraw') });
    await see(withdraw);
    await look(visitor, 'row-menu', { isOpen: true });
    await tabTo(page, withdraw, 'ArrowDown');
    await page.keyboard.press('Enter');
    await see(dialog.getByText(say('consequence.invitation.lost', { total: 1 })));
    await focusComesTo(dialog);
    await page.keyboard.press('Escape');
    await gone(dialog);
    await focusComesTo(rowMenu);

    await page.keyboard.press('Enter');
    await see(withdraw);
    await tabTo(page, withdraw, 'ArrowDown');
    await page.keyboard.press('Enter');
    const confirm = dialog.getByRole('button', { name: say('users.bulk.withdraw', { count: 1 }) });
    await see(confirm);
    await tabTo(page, confirm);
    await page.keyboard.press('Enter');
    await gone(rowOf(visitor, 'keys@acme.test'));
  });

  test('a phone shows sign-in, Home, users and inviting whole, and all of it works by touch', async () => {
    const visitor = await stage.visit('/', { phone: true });
    const { page, say } = visitor;
    await see(heading(visitor, say('entry.sign-in.title')));
    await look(visitor, 'phone-sign-in');
    await signIn(visitor, holder);
    await see(heading(visitor, say('home.welcome', { name: holder.name })));
    await look(visitor, 'phone-home');
    await page.getByRole('button', { name: say('kit.nav.open') }).tap();
    const drawer = page.getByRole('dialog');
    await see(drawer.getByRole('link', { name: say('kit.nav.invite') }));
    await look(visitor, 'phone-menu');
    await drawer.getByRole('link', { name: say('kit.nav.invite') }).tap();
    await see(heading(visitor, say('invite.title')));
    await page.getByLabel(say('invite.addresses')).fill('pocket@acme.test\nnobody');
    await see(page.getByText(say('invite.count.look', { count: 1 })), page.getByText(say('invite.preview.below')));
    await look(visitor, 'phone-invite');
    await page.getByRole('button', { name: say('invite.send', { count: 1 }), exact: true }).tap();
    await see(page.getByText(say('invite.left.bad', { count: 1 })));
    await look(visitor, 'phone-invited');
    await page.getByRole('link', { name: say('invite.invited.list') }).tap();
    await see(rowOf(visitor, 'pocket@acme.test'));
    await look(visitor, 'phone-users');
    await page.getByRole('button', { name: say('kit.table.menu', { name: 'pocket@acme.test' }) }).tap();
    await see(page.getByRole('menuitem', { name: say('users.act.withdraw') }));
    await page.getByRole('menuitem', { name: say('users.act.withdraw') }).tap();
    await see(page.getByRole('dialog').getByText(say('consequence.invitation.lost', { total: 1 })));
    await look(visitor, 'phone-withdraw');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: say('kit.cancel') })
      .tap();
    await openMyMenu(visitor);
    await see(page.getByRole('menuitem', { name: say('kit.menu.sign-out') }));
    await look(visitor, 'phone-my-menu', { isOpen: true });
    assert.deepEqual(await overflowOn(page), []);
  });

  test('what a person typed survives refusals, a lost network and a lost answer, and nothing is sent twice', async () => {
    const visitor = await stage.visit('/sign-in');
    const { page, context, say } = visitor;
    await signIn(visitor, { email: holder.email, password: 'not the password 1' });
    await see(page.getByText(say('refusal.wrong-sign-in')));
    assert.equal(await page.getByLabel(say('entry.email')).inputValue(), holder.email);
    await signIn(visitor, holder);
    await see(heading(visitor, say('home.welcome', { name: holder.name })));
    await goTo(visitor, 'invite');
    const addresses = page.getByLabel(say('invite.addresses'));
    const note = page.getByLabel(say('kit.field.optional', { label: say('invite.note') }));
    const send = page.getByRole('button', { name: say('invite.send', { count: 1 }), exact: true });
    const typed = async () => [await addresses.inputValue(), await note.inputValue()];

    await addresses.fill('pocket@acme.test\npatience@');
    await note.fill('Long words,\nlong thought about.');
    await page.reload();
    await see(send);
    assert.deepEqual(await typed(), ['pocket@acme.test\npatience@', 'Long words,\nlong thought about.']);
    await send.click();
    await see(page.getByText(say('invite.left.invited', { count: 1 })), page.getByText('patience@'));
    await look(visitor, 'invite-refused');
    await page.getByRole('button', { name: `${say('invite.act.resend')} pocket@acme.test` }).click();
    await see(page.getByText(say('invite.act.resend.done')));
    await page.getByRole('button', { name: say('invite.invited.remaining', { count: 1 }) }).click();
    assert.deepEqual(await typed(), ['patience@', 'Long words,\nlong thought about.']);

    await addresses.fill('patience@acme.test');
    await context.setOffline(true);
    await send.click();
    await see(page.getByText(say('kit.unreachable')));
    await isInSight(page.getByText(say('kit.unreachable')));
    assert.deepEqual(await typed(), ['patience@acme.test', 'Long words,\nlong thought about.']);
    await look(visitor, 'invite-offline');
    await context.setOffline(false);

    // The server takes it and the answer is lost: asking again must not invite, or mail, a second time.
    await page.route('**/invitations', loseAnswer, { times: 1 });
    await send.click();
    await see(page.getByText(say('kit.unreachable')));
    await send.dblclick();
    await see(page.getByRole('heading', { name: say('invite.invited.title', { count: 1 }), exact: true }));
    await see(page.getByText(say('users.mail.sent.meaning')));
    await page.getByRole('button', { name: say('invite.invited.another') }).click();
    await addresses.fill('twice@acme.test');
    await send.dblclick();
    await see(page.getByText('twice@acme.test'), page.getByText(say('users.mail.sent.meaning')));
    await goTo(visitor, 'users');
    for (const invited of ['patience@acme.test', 'twice@acme.test']) {
      await invitationTo(visitor, invited);
      await see(rowOf(visitor, invited));
      assert.equal(await rowOf(visitor, invited).count(), 1);
      assert.equal(house.mailbox.mails.filter(({ to }) => to[0] === invited).length, 1, `one mail to ${invited}`);
    }
  });
});

/** Lets the server do what it was asked, and the browser believe that the network broke. */
async function loseAnswer(route: Route): Promise<void> {
  await route.fetch();
  await route.abort();
}

/** Waits until something stands within the window, below its bar. */
async function isInSight(thing: Locator): Promise<void> {
  const place = await thing.elementHandle();
  const isWithin = (element: Element | null) => {
    const { top = -1, bottom = 0 } = element?.getBoundingClientRect() ?? {};
    return top >= 56 && bottom <= window.innerHeight;
  };
  await thing.page().waitForFunction(isWithin, place, { timeout: 2000 });
}

async function counted(things: Locator[]): Promise<number> {
  const seen = await Promise.all(things.map((thing) => thing.isVisible()));
  return seen.filter(Boolean).length;
}

const MOST_STEPS = 40;

/** Presses a key until something has the focus, which is in sight at every step. */
async function tabTo(page: Page, aim: Locator, key = 'Tab'): Promise<void> {
  // What follows from what was typed is there a moment later.
  await see(aim);
  for (let step = 0; step < MOST_STEPS; step++) {
    if ((await aim.count()) === 0)
      assert.fail(`${String(aim)} went away; there is\n${await page.locator('body').ariaSnapshot()}`);
    if (await isFocused(aim)) return;
    await page.keyboard.press(key);
    await focusIsVisible(page);
  }
  assert.fail(`${key} does not reach ${String(aim)}`);
}

async function isFocused(thing: Locator): Promise<boolean> {
  return thing.evaluate((element) => element === document.activeElement);
}

/** Menus and dialogs hand the focus over as they open and close. */
async function focusComesTo(thing: Locator): Promise<void> {
  const place = await thing.elementHandle();
  const page = thing.page();
  await page.waitForFunction((element) => element?.contains(document.activeElement), place, { timeout: 3000 });
}

/** Whatever has the focus is within the window and wears a ring, or the surface of a chosen entry of a menu. */
async function focusIsVisible(page: Page): Promise<void> {
  const isVisible = () => {
    const focused = document.activeElement;
    if (!(focused instanceof HTMLElement) || focused === document.body) return true;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(focused);
    const hasRing = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    const isEntry = focused.getAttribute('role')?.startsWith('menuitem') ?? false;
    const { top, bottom, width } = focused.getBoundingClientRect();
    return (hasRing || isEntry) && bottom > 0 && top < window.innerHeight && width > 0;
  };
  await page.waitForFunction(isVisible, undefined, { timeout: 2000 }).catch(async () => {
    assert.fail(
      `the focus can't be seen: ${await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200))}`,
    );
  });
}
