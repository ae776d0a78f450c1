import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { type Founder, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { heading, openStage, reads, see, type Stage, type Visitor } from './visitor.ts';
import {
  acceptAsNew,
  comeHome,
  goTo,
  goToMe,
  invitationTo,
  invite,
  linkOf,
  pathOf,
  pick,
  rowOf,
  signIn,
  speak,
} from './ways.ts';

const emmy: Founder = {
  name: 'Emmy Noether',
  email: 'emmy@ideale.test',
  password: 'ringe und ideale 1921',
  company: 'Invarianten',
};
const NEW_NAME = 'Invarianten & Ideale Verwaltungsgesellschaft';
const NEW_PASSWORD = 'erhaltung folgt 1918 aus symmetrie';
const FURTHER = 'noether@daheim.test';
const max = { name: 'Max Deuring', email: 'max@ideale.test', password: 'algebren sind 1935 schief' };
/** Whoever is signed out elsewhere is out this soon (A5). */
const OUT_WITHIN_MS = 5000;

describe('Das eigene Konto und das der Firma', { concurrency: 1 }, () => {
  let house: House;
  let stage: Stage;
  let holder: Visitor;

  before(async () => {
    house = await openHouse();
    await found(house, emmy, 'de');
    stage = await openStage(house);
    holder = await stage.visit('/sign-in');
    await speak(holder, 'de');
    await comeHome(holder, emmy);
  });
  afterEach(() => stage.check());
  after(async () => {
    await stage?.close();
    await house?.stop();
  });

  test('a company that gets another name has it everywhere at once, and the settings say who changed it (P4, N4)', async () => {
    const { page, say } = holder;
    await goTo(holder, 'settings');
    await see(heading(holder, say('settings.title')));
    await look(holder, 'settings');
    await page.getByLabel(say('settings.company_name'), { exact: true }).fill(NEW_NAME);
    await page.getByRole('button', { name: say('settings.save') }).click();
    await see(
      page.getByText(say('settings.saved')),
      page.getByRole('button').filter({ hasText: say('kit.profile.holder', { company: NEW_NAME }) }),
      page.getByText(say('settings.lead', { company: NEW_NAME })),
    );
    await see(page.getByText(emmy.name, { exact: false }));
    await look(holder, 'settings-saved');
  });

  test('a token is shown once, stands in the list and is ended; the activity tells all of it (U2, U3)', async () => {
    const { page, say } = holder;
    await goTo(holder, 'tokens');
    await see(page.getByText(say('tokens.empty')));
    await look(holder, 'tokens-empty');
    await page.getByRole('button', { name: say('tokens.new') }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(say('tokens.name')).fill('Nachtlauf');
    await dialog.getByLabel(say('kit.permission.users.view'), { exact: true }).check();
    await look(holder, 'token-typed');
    await dialog.getByRole('button', { name: say('tokens.make') }).click();
    await see(dialog.getByText(say('kit.secret.warning')));
    const token = await dialog.getByLabel(say('tokens.secret')).inputValue();
    await look(holder, 'token-secret');
    await dialog
      .getByRole('button', { name: say('kit.close'), exact: true })
      .last()
      .click();
    await see(rowOf(holder, 'Nachtlauf').getByText(say('tokens.state.works')));
    assert.equal(await usersAs(holder, token), 200);
    await look(holder, 'tokens');
    await pick(holder, 'Nachtlauf', say('tokens.end'));
    await see(dialog.getByText(say('tokens.end.text')));
    await dialog.getByRole('button', { name: say('tokens.end'), exact: true }).click();
    await see(rowOf(holder, 'Nachtlauf').getByText(say('tokens.state.ended')));
    assert.equal(await usersAs(holder, token), 401);

    await goTo(holder, 'activity');
    await see(
      rowOf(holder, say('activity.act.account.edit')),
      rowOf(holder, say('activity.act.token.create')),
      rowOf(holder, say('activity.act.token.end')),
    );
    await look(holder, 'activity');
  });

  test('a further address becomes one’s own by the link mailed to it (P1, P10)', async () => {
    const { page, say } = holder;
    await goToMe(holder);
    await goTo(holder, 'security');
    await see(heading(holder, say('person.security')));
    await page.getByRole('button', { name: say('person.addresses.add') }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(say('person.addresses.new')).fill(FURTHER);
    await dialog.getByRole('button', { name: say('person.addresses.send') }).click();
    await see(dialog.getByText(say('person.addresses.add.sent', { email: FURTHER })));
    await look(holder, 'address-sent');
    const mail = await house.mailbox.waitFor(({ to }) => to[0] === FURTHER, 10_000);
    assert.equal(mail.subject, say('mail.address-add.subject'));
    await page.goto(linkOf(mail, 'address') ?? assert.fail('the mail has a link'));
    await see(page.getByText(say('entry.address.add', { email: FURTHER })));
    await look(holder, 'address-confirm');
    await page.getByRole('button', { name: say('entry.address.confirm'), exact: true }).click();
    await see(heading(holder, say('entry.address.done')));
    await look(holder, 'address-confirmed');
    await page.getByRole('link', { name: say('entry.address.go-on') }).click();
    await see(page.getByText(FURTHER), page.getByText(say('person.addresses.confirmed'), { exact: true }));
    await look(holder, 'security');
  });

  test('a password that was changed is the only one that works, and a sign-in elsewhere ends on request (P10, A5)', async () => {
    const { page, say } = holder;
    await page.goto(`${house.url}/me/security`);
    await page.getByLabel(say('person.password.current')).fill(emmy.password);
    await page.getByLabel(say('person.password.new'), { exact: true }).fill(NEW_PASSWORD);
    await page.getByRole('button', { name: say('person.password.change') }).click();
    await see(page.getByText(say('person.password.changed')));

    const elsewhere = await stage.visit('/sign-in');
    await speak(elsewhere, 'de');
    await signIn(elsewhere, emmy);
    await see(elsewhere.page.getByText(elsewhere.say('refusal.wrong-sign-in')));
    await comeHome(elsewhere, { ...emmy, password: NEW_PASSWORD });
    await page.reload();
    const end = page
      .getByRole('button', { name: say('person.sign-ins.end'), exact: false })
      .and(page.locator('[aria-label]'));
    await see(end);
    assert.equal(await end.count(), 1, 'one other sign-in');
    await look(holder, 'security-two-sign-ins');
    await end.click();
    await see(page.getByText(say('person.sign-ins.ended', { count: 1 })));
    await heading(elsewhere, elsewhere.say('entry.sign-in.title')).waitFor({ timeout: OUT_WITHIN_MS });
  });

  test('an account that is handed over is accepted by the successor, and either sees it until one cancels (P11)', async () => {
    const { page, say } = holder;
    await page.goto(house.url);
    await invite(holder, max.email);
    const successor = await stage.visit(pathOf(await invitationTo(holder, max.email)));
    await reads(successor, 'de');
    await acceptAsNew(successor, max);
    await see(heading(successor, successor.say('home.welcome', { name: max.name })));

    await goTo(holder, 'settings');
    await page.getByRole('link', { name: say('settings.handover.start') }).click();
    await page.getByRole('button', { name: say('settings.handover.choose-of', { name: max.name }) }).click();
    const dialog = page.getByRole('dialog');
    await see(dialog.getByText(say('settings.handover.steps', { name: max.name })));
    await look(holder, 'handover-dialog');
    await dialog.getByRole('button', { name: say('settings.handover.offer') }).click();
    await see(page.getByText(say('settings.handover.offered')));

    const mail = await house.mailbox.waitFor(
      ({ to, links }) => to[0] === max.email && links.some((link) => link.endsWith('/handover')),
      10_000,
    );
    await look(successor, 'home-handover-offered');
    await successor.page.goto(mail.links.find((link) => link.endsWith('/handover'))!);
    await see(successor.page.getByText(say('settings.handover.accept.text')));
    await look(successor, 'handover-offered');
    await successor.page.getByRole('button', { name: say('settings.handover.accept'), exact: true }).click();
    await see(successor.page.getByText(say('settings.handover.accepted')));
    // Nobody reloads: the news do it.
    await see(page.getByText(say('settings.handover.accepted')));
    await look(holder, 'handover-accepted');
    await page.getByRole('button', { name: say('settings.handover.cancel') }).click();
    await see(dialog.getByText(say('settings.handover.cancel.text', { holder: emmy.name })));
    await dialog.getByRole('button', { name: say('settings.handover.cancel'), exact: true }).click();
    await see(page.getByText(say('settings.handover.who')));
    // Who may not see the users hears no news.
    await successor.page.reload();
    await see(successor.page.getByText(say('settings.handover.none', { company: NEW_NAME })));
    const cancelled = say('mail.handover-cancelled.subject', { company: NEW_NAME });
    await house.mailbox.waitFor(({ to, subject }) => to[0] === max.email && subject === cancelled, 10_000);
  });

  test('a closed account is gone for everybody and comes back whole (P14)', async () => {
    const { page, say } = holder;
    await goTo(holder, 'settings');
    await page.getByRole('button', { name: say('settings.close.start') }).click();
    const dialog = page.getByRole('dialog');
    await see(dialog.getByText(say('settings.close.members', { count: 1 })));
    await look(holder, 'close-dialog');
    await dialog.getByLabel(say('settings.close.name')).fill(NEW_NAME);
    await dialog.getByRole('button', { name: say('settings.close.confirm'), exact: true }).click();
    await see(heading(holder, say('person.title')), page.getByText(say('person.nobody.title')));
    await look(holder, 'my-account-nobody');
    await goTo(holder, 'data');
    await see(page.getByText(say('person.closed')), page.getByText(NEW_NAME, { exact: true }));
    await look(holder, 'my-data-closed');
    await page.getByRole('button', { name: say('person.closed.reopen') }).click();
    await see(heading(holder, say('home.welcome', { name: emmy.name })));
    await goTo(holder, 'users');
    await see(rowOf(holder, max.name).getByText(say('users.status.active'), { exact: true }));
  });
});

/** What the list of users answers to a program with a token. */
async function usersAs({ page, house }: Visitor, token: string): Promise<number> {
  const account = new URL(page.url()).pathname.split('/')[2];
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${house.url}/api/v1/accounts/${account}/members`, { headers })).status;
}
