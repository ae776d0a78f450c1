import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { ada, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { heading, openStage, openTab, see, type Stage, type Visitor } from './visitor.ts';
import {
  acceptAsNew,
  comeHome,
  goTo,
  invitationTo,
  invite,
  linkOf,
  openMyMenu,
  pathOf,
  pick,
  rowOf,
  signIn,
} from './ways.ts';

const ben = { name: 'Ben Boole', email: 'ben@boole.test', password: 'either 1 or 0 nothing else' };

describe('One person, several accounts', { concurrency: 1 }, () => {
  let house: House;
  let stage: Stage;
  let holder: Visitor;
  let guest: Visitor;

  before(async () => {
    house = await openHouse();
    await found(house);
    stage = await openStage(house);
    // Ben is a user of Acme; Ada holds Acme and Beta.
    holder = await stage.visit();
    await comeHome(holder, ada);
    await invite(holder, ben.email);
    guest = await stage.visit(pathOf(await invitationTo(holder, ben.email)));
    await acceptAsNew(guest, ben);
    await see(heading(guest, guest.say('home.welcome', { name: ben.name })));
    await house.command('account', 'create', '--company', 'Beta', '--holder-email', ada.email, '--holder-name', 'Ada');
    await holder.page.reload();
  });
  afterEach(() => stage.check());
  after(async () => {
    await stage?.close();
    await house?.stop();
  });

  test('two tabs in two profiles never mix', async () => {
    await openMyMenu(holder);
    await holder.page.getByRole('menuitem', { name: 'Account Holder of Beta' }).click();
    await see(holder.page.getByRole('button').filter({ hasText: 'Account Holder of Beta' }));
    await openMyMenu(holder);
    await look(holder, 'my-menu-two-profiles', { isOpen: true });
    await holder.page.keyboard.press('Escape');
    const acme = await openTab(holder, '/');
    await openMyMenu(acme);
    await acme.page.getByRole('menuitem', { name: 'Account Holder of Acme' }).click();
    await see(acme.page.getByRole('button').filter({ hasText: 'Account Holder of Acme' }));
    await goTo(acme, 'users');
    await see(rowOf(acme, ben.name));

    await invite(holder, ben.email);
    await invite(acme, 'only@acme.test');
    await goTo(acme, 'users');
    await goTo(holder, 'users');
    await see(rowOf(acme, 'only@acme.test'), rowOf(holder, ben.email));
    assert.equal(await rowOf(holder, 'only@acme.test').count(), 0);
    await Promise.all([holder.page.reload(), acme.page.reload()]);
    await see(rowOf(acme, 'only@acme.test'), rowOf(holder, ben.email));
    await see(acme.page.getByText('Account Holder of Acme'), holder.page.getByText('Account Holder of Beta'));
    await acme.page.close();
  });

  test('who is signed in as somebody else is told so and can’t attach themselves (I5)', async () => {
    const mail = await invitationTo(holder, ben.email, 2);
    assert.match(mail.subject, /Beta/);
    const tab = await openTab(holder, pathOf(mail));
    await see(heading(tab, tab.say('entry.invitation.title', { company: 'Beta' })));
    await see(tab.page.getByText(tab.say('entry.other.text', { email: ben.email, me: ada.email })));
    await look(tab, 'invitation-somebody-else');
    assert.equal(await tab.page.getByRole('button', { name: tab.say('entry.accept.submit') }).count(), 0);
    await tab.page.getByRole('button', { name: tab.say('entry.other.submit') }).click();
    await see(tab.page.getByText(tab.say('entry.accept.sign-in')));
    await look(tab, 'invitation-sign-in');
    await tab.page.close();
    // The other tab is led to the sign-in by itself.
    await see(heading(holder, holder.say('entry.sign-in.title')));
    await signIn(holder, ada);
    await see(heading(holder, holder.say('users.title')));
  });

  test('an existing person signs in on the invitation’s page, confirms, and switches between the profiles (I4, P2)', async () => {
    const { page, say } = guest;
    const link = pathOf(await invitationTo(holder, ben.email, 2));
    await openMyMenu(guest);
    await page.getByRole('menuitem', { name: say('kit.menu.sign-out') }).click();
    await see(heading(guest, say('entry.sign-in.title')));
    await page.goto(house.url + link);
    await see(page.getByText(say('entry.accept.sign-in')));
    assert.equal(await page.getByLabel(say('entry.email')).inputValue(), ben.email);
    await page.getByLabel(say('entry.password'), { exact: true }).fill('not my password 1');
    await page.getByRole('button', { name: say('entry.accept.sign-in.submit') }).click();
    await see(page.getByText(say('refusal.wrong-sign-in')));
    await look(guest, 'invitation-wrong-password');
    await page.getByLabel(say('entry.password'), { exact: true }).fill(ben.password);
    await page.getByRole('button', { name: say('entry.accept.sign-in.submit') }).click();
    await see(heading(guest, say('home.welcome', { name: ben.name })));
    await see(page.getByRole('button').filter({ hasText: 'User of Beta' }), page.getByText(say('home.others')));
    await look(guest, 'home-member-two-profiles');
    await openMyMenu(guest);
    await page.getByRole('menuitem', { name: 'User of Acme' }).click();
    await see(page.getByRole('button').filter({ hasText: 'User of Acme' }));
  });

  test('who is signed in as the invited person confirms with one button', async () => {
    await openMyMenu(holder);
    await holder.page.getByRole('menuitem', { name: 'Account Holder of Beta' }).click();
    await see(holder.page.getByRole('button').filter({ hasText: 'Account Holder of Beta' }));
    await goTo(holder, 'users');
    await pick(holder, ben.name, holder.say('users.act.delete'));
    const dialog = holder.page.getByRole('dialog');
    await dialog.getByRole('button', { name: holder.say('users.bulk.delete', { count: 1 }) }).click();
    await see(holder.page.getByText(holder.say('users.done.deleted', { count: 1 })));
    await invite(holder, ben.email);
    await guest.page.goto(house.url + pathOf(await invitationTo(holder, ben.email, 3)));
    await see(guest.page.getByText(guest.say('entry.accept.confirm', { email: ben.email })));
    await look(guest, 'invitation-confirm');
    await guest.page.getByRole('button', { name: guest.say('entry.accept.submit') }).click();
    await see(guest.page.getByRole('button').filter({ hasText: 'User of Beta' }));
  });

  test('an account that is not one’s own is a page that says so', async () => {
    await guest.page.goto(`${house.url}/a/00000000-0000-7000-8000-000000000000/users`);
    await see(heading(guest, guest.say('kit.foreign.title')));
    await look(guest, 'foreign-account');
    await guest.page.goto(`${house.url}/operator`);
    await see(heading(guest, guest.say('kit.operator-only.title')));
    await look(guest, 'operator-only');
    await guest.page.goto(house.url);
    await see(heading(guest, guest.say('home.welcome', { name: ben.name })));
  });

  test('an account that the operator offers to a new address opens by its mail (P16)', async () => {
    const joan = { name: 'Joan Clarke', email: 'joan@hut8.test', password: 'banburismus in hut 8' };
    await house.command(
      'account',
      'create',
      '--company',
      'Hut 8',
      '--holder-email',
      joan.email,
      '--holder-name',
      'Joan',
    );
    const mail = await house.mailbox.waitFor(({ to }) => to[0] === joan.email, 10_000);
    const opener = await stage.visit(linkOf(mail, 'account-offer')!.slice(house.url.length));
    await see(heading(opener, opener.say('entry.account-offer.title', { company: 'Hut 8' })));
    await look(opener, 'account-offer');
    await acceptAsNew(opener, joan, 'entry.account-offer.submit');
    await see(heading(opener, opener.say('home.welcome', { name: joan.name })));
    await see(opener.page.getByText('Account Holder of Hut 8'));
  });

  test('a forgotten password is set by mail and ends the sign-ins elsewhere (P10)', async () => {
    const forgetful = await stage.visit('/sign-in');
    const { page, say } = forgetful;
    await page.getByRole('link', { name: say('entry.sign-in.forgot') }).click();
    await see(heading(forgetful, say('entry.forgot.title')));
    await page.getByLabel(say('entry.email')).fill(ben.email);
    await look(forgetful, 'forgot');
    await page.getByRole('button', { name: say('entry.forgot.submit') }).click();
    await see(heading(forgetful, say('entry.forgot.sent.title')));
    await look(forgetful, 'forgot-sent');
    await page.goto(await resetOf(house, ben.email, 1));
    await see(heading(forgetful, say('entry.reset.title')));
    await page.getByLabel(say('entry.password.new'), { exact: true }).fill('password1');
    await page.getByRole('button', { name: say('entry.reset.submit') }).click();
    await see(page.getByText(say('refusal.password-breached')));
    await look(forgetful, 'reset-breached');
    await page.getByLabel(say('entry.password.new'), { exact: true }).fill('neither 1 nor 0 tertium');
    await page.getByRole('button', { name: say('entry.reset.submit') }).click();
    await see(heading(forgetful, say('home.welcome', { name: ben.name })));
    // The old sign-in is led out without a click.
    await see(heading(guest, guest.say('entry.sign-in.title')));
    await signIn(guest, ben);
    await see(guest.page.getByText(guest.say('refusal.wrong-sign-in')));
    await look(guest, 'sign-in-wrong');
  });

  test('every dead link says what became of it (I6)', async () => {
    const { say } = guest;
    const first = await resetOf(house, ben.email, 1);
    await expectDead(guest, first, say('entry.reset.used'), 'dead-reset-used');
    await invite(holder, 'late@acme.test');
    await goTo(holder, 'users');
    await pick(holder, 'late@acme.test', holder.say('users.act.resend'));
    const old = pathOf(await invitationTo(holder, 'late@acme.test', 1));
    const fresh = pathOf(await invitationTo(holder, 'late@acme.test', 2));
    await expectDead(guest, house.url + old, say('entry.invitation.superseded'), 'dead-invitation-superseded');
    await pick(holder, 'late@acme.test', holder.say('users.act.withdraw'));
    const confirm = holder.page
      .getByRole('dialog')
      .getByRole('button', { name: holder.say('users.bulk.withdraw', { count: 1 }) });
    await confirm.click();
    await see(holder.page.getByText(holder.say('users.done.withdrawn', { count: 1 })));
    await expectDead(guest, house.url + fresh, say('entry.invitation.withdrawn'), 'dead-invitation-withdrawn');
    const used = pathOf(await invitationTo(holder, ben.email, 1));
    await expectDead(guest, house.url + used, say('entry.invitation.used'), 'dead-invitation-used');
    await expectDead(
      guest,
      `${house.url}/invitation#half-a-link`,
      say('entry.link.unknown'),
      'dead-invitation-unknown',
    );

    await invite(holder, 'unwilling@acme.test');
    const declined = pathOf(await invitationTo(holder, 'unwilling@acme.test'));
    await guest.page.goto(house.url + declined);
    await guest.page.getByRole('button', { name: say('entry.decline'), exact: true }).click();
    await see(guest.page.getByText(say('entry.decline.text')));
    await look(guest, 'decline-dialog');
    await guest.page.getByRole('button', { name: say('entry.decline.submit') }).click();
    await see(heading(guest, say('entry.invitation.declined')));
    await expectDead(guest, house.url + declined, say('entry.invitation.declined'), 'dead-invitation-declined');
  });
});

async function resetOf(house: House, email: string, nth: number): Promise<string> {
  const links = () =>
    house.mailbox.mails.filter(({ to }) => to[0] === email).flatMap((mail) => linkOf(mail, 'reset') ?? []);
  await house.mailbox.waitFor(() => links().length >= nth, 10_000);
  return links()[nth - 1]!;
}

/** Opens a link in a tab of its own, as from a mail. */
async function expectDead(visitor: Visitor, link: string, title: string, picture: string): Promise<void> {
  const tab = await openTab(visitor, link.slice(visitor.house.url.length));
  await see(heading(tab, title));
  await look(tab, picture);
  await tab.page.close();
}
