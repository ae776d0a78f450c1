import assert from 'node:assert/strict';
import type { Language } from '@latchkey/domain/language';
import type { ReceivedMail } from '../apps/server/test/kit/mailbox.ts';
import type { Founder } from './house.ts';
import { heading, reads, see, type Visitor } from './visitor.ts';

/** Where mail goes from: the mail server as it is typed into the wizard; `later` skips it. */
export type TypedMail = 'later' | { port: number; sender: string };

/** Goes through the wizard up to its last page, pausing on every page for who wants to look. */
export async function fillWizard(
  visitor: Visitor,
  founder: Founder,
  mail: TypedMail,
  pause: (step: string) => Promise<void> = async () => {},
): Promise<void> {
  const { page, say, house } = visitor;
  const next = page.getByRole('button', { name: say('kit.next') });
  await see(heading(visitor, say('entry.set-up.code.title')));
  await page.getByLabel(say('entry.set-up.code')).fill(house.setUpCode);
  await pause('code');
  await next.click();
  await see(heading(visitor, say('entry.set-up.you.title')));
  await page.getByLabel(say('entry.name')).fill(founder.name);
  await page.getByLabel(say('entry.email')).fill(founder.email);
  await page.getByLabel(say('entry.password.new'), { exact: true }).fill(founder.password);
  await page.getByLabel(say('entry.set-up.company')).fill(founder.company);
  await pause('you');
  await next.click();
  await see(heading(visitor, say('entry.set-up.mail.title')));
  if (mail === 'later') await page.getByRole('radio', { name: say('entry.set-up.mail.later') }).check();
  else await typeMailServer(visitor, mail);
  await pause('mail');
  await next.click();
  await see(heading(visitor, say('entry.set-up.summary.title')));
  await pause('summary');
}

/** Types a mail server on this machine into the fields that the wizard and the operator's page share. */
export async function typeMailServer({ page, say }: Visitor, mail: { port: number; sender: string }): Promise<void> {
  await page.getByLabel(say('kit.smtp.host'), { exact: true }).fill('127.0.0.1');
  await page.getByLabel(say('kit.field.optional', { label: say('kit.smtp.port') })).fill(String(mail.port));
  await page.getByLabel(say('kit.smtp.sender'), { exact: true }).fill(mail.sender);
}

/** Types address and password on whatever page asks for them, and sends them. */
export async function signIn(
  { page, say }: Visitor,
  { email, password }: { email: string; password: string },
): Promise<void> {
  await page.getByLabel(say('entry.email')).fill(email);
  await page.getByLabel(say('entry.password'), { exact: true }).fill(password);
  await page.getByRole('button', { name: say('entry.sign-in.submit'), exact: true }).click();
}

/** Signs in and waits for Home. */
export async function comeHome(
  visitor: Visitor,
  who: { name: string; email: string; password: string },
): Promise<void> {
  await signIn(visitor, who);
  await see(heading(visitor, visitor.say('home.welcome', { name: who.name })));
}

/** The pages of the menus at the left. */
type Place =
  | 'home'
  | 'users'
  | 'invite'
  | 'groups'
  | 'roles'
  | 'activity'
  | 'settings'
  | 'tokens'
  | 'security'
  | 'data';

/** Goes to a page by the menu at the left, which a phone first has to open. */
export async function goTo({ page, say }: Visitor, place: Place): Promise<void> {
  const opener = page.getByRole('button', { name: say('kit.nav.open') });
  const navigation = page.getByRole('navigation', { name: say('kit.nav') });
  // Whichever there is, once the page has come.
  await see(opener.or(navigation));
  const isPhone = await opener.isVisible();
  if (isPhone) await opener.tap();
  const menu = isPhone ? page.getByRole('dialog') : navigation;
  await menu.getByRole('link', { name: say(`kit.nav.${place}`), exact: true }).click();
}

/** Goes to the person's own pages by the menu at the top right. */
export async function goToMe(visitor: Visitor): Promise<void> {
  await openMyMenu(visitor);
  await visitor.page.getByRole('menuitem', { name: visitor.say('kit.menu.me') }).click();
  await see(heading(visitor, visitor.say('person.title')));
}

/** Chooses a language where nobody is signed in. */
export async function speak(visitor: Visitor, language: Language): Promise<void> {
  await visitor.page.getByLabel(visitor.say('kit.language'), { exact: true }).selectOption(language);
  await reads(visitor, language);
}

/** Invites one address, in a language that is not the visitor's if one is given, and waits until it is said to be invited. */
export async function invite(visitor: Visitor, email: string, language?: Language): Promise<void> {
  const { page, say } = visitor;
  // From wherever it is: right after an invitation, too, the menu leads to an empty form.
  await goTo(visitor, 'invite');
  await page.getByLabel(say('invite.addresses')).fill(email);
  if (language !== undefined) await page.getByLabel(say('invite.language')).selectOption(language);
  await page.getByRole('button', { name: say('invite.send', { count: 1 }), exact: true }).click();
  await see(page.getByRole('heading', { name: say('invite.invited.title', { count: 1 }), exact: true }));
}

/** The mail of the newest invitation to an address, at least the `nth` one. */
export async function invitationTo(visitor: Visitor, email: string, nth = 1): Promise<ReceivedMail> {
  const { mailbox } = visitor.house;
  const fitting = () =>
    mailbox.mails.filter((mail) => mail.to[0] === email && linkOf(mail, 'invitation') !== undefined);
  await mailbox.waitFor(() => fitting().length >= nth, 10_000);
  return fitting()[nth - 1]!;
}

/** The link in a mail that leads to a page of ours. */
export function linkOf(
  mail: Pick<ReceivedMail, 'links'>,
  page: 'invitation' | 'reset' | 'account-offer' | 'address',
): string | undefined {
  return mail.links.find((link) => new URL(link).pathname === `/${page}`);
}

/** Where the link of an invitation leads, with the secret behind it. */
export function pathOf(mail: Pick<ReceivedMail, 'links'>): string {
  const { pathname, hash } = new URL(linkOf(mail, 'invitation') ?? assert.fail('an invitation has a link'));
  return pathname + hash;
}

/** Fills in name and password on an opened invitation, or offer of an account, and takes it. */
export async function acceptAsNew(
  { page, say }: Visitor,
  who: { name: string; password: string },
  button: 'entry.accept.submit' | 'entry.account-offer.submit' = 'entry.accept.submit',
): Promise<void> {
  await page.getByLabel(say('entry.name')).fill(who.name);
  await page.getByLabel(say('entry.password.new'), { exact: true }).fill(who.password);
  await page.getByRole('button', { name: say(button) }).click();
}

/** The row of somebody in the list of users. */
export function rowOf({ page }: Visitor, words: string) {
  return page.getByRole('row').filter({ hasText: words });
}

/** Opens the menu of a row and picks an act. */
export async function pick(visitor: Visitor, row: string, act: string): Promise<void> {
  await visitor.page.getByRole('button', { name: visitor.say('kit.table.menu', { name: row }) }).click();
  await visitor.page.getByRole('menuitem', { name: act }).click();
}

/** Opens the menu at the top right. */
export async function openMyMenu({ page, say }: Visitor): Promise<void> {
  await page.getByRole('button', { name: say('kit.menu') }).click();
}
