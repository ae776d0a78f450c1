import assert from 'node:assert/strict';
import { acceptInvitation } from '@latchkey/contract/invitation';
import {
  addAddress,
  changeAddress,
  confirmAddress,
  me,
  openAddressLink,
  type removeAddress,
  signIn,
} from '@latchkey/contract/person';
import { addressLink } from '../../src/person/addresses.ts';
import { linkMailedBy, PASSWORD } from '../people.ts';
import { type Answer, TestBrowser, type TestServer } from '../server.ts';
import { outcomeOf } from './crowd.ts';
import { assertNoTrace, settled, tracesOf } from './traces.ts';

/** Adds a confirmed address to who is signed in in that browser, by the mailed link. */
export async function addMailbox(browser: TestBrowser, email: string): Promise<void> {
  const link = await linkMailedBy(browser.server, email, () => browser.call(addAddress, { body: { email } }));
  await confirmed(browser, link);
}

/** Makes who is signed in in that browser sign in with another address, confirmed from both mailboxes by the mailed links. */
export async function moveTo(browser: TestBrowser, email: string): Promise<void> {
  const { old, fresh } = await askToMove(browser, email);
  await confirmed(browser, old);
  await confirmed(browser, fresh);
  // What tells both mailboxes has come.
  await settled(browser.server);
}

/** Asks to sign in with another address, and gives the links to both mailboxes once they are mailed. */
export async function askToMove(browser: TestBrowser, email: string): Promise<{ old: string; fresh: string }> {
  const { server } = browser;
  const before = String((await browser.call(me)).body['email']);
  const fresh = await linkMailedBy(server, email, () => browser.call(changeAddress, { body: { email } }));
  const old = await claimLinkOf(server, email, 'old');
  await server.mailbox.waitFor((mail) => mail.to.includes(before) && mail.links.some((link) => link.endsWith(old)));
  return { old, fresh };
}

/** The latest link of a wish for an address, as it is mailed to one of the two mailboxes. */
export async function claimLinkOf(server: TestServer, email: string, side: 'new' | 'old' = 'new'): Promise<string> {
  const [claim] = await server.look<{ id: string }>(
    'select id from address_claim where email = $1 order by made_at desc, id desc limit 1',
    [email],
  );
  const [, link = ''] = addressLink(server.serving.kit, claim?.id ?? '', side).split('#');
  return link;
}

async function confirmed(browser: TestBrowser, link: string): Promise<void> {
  const answer = await browser.call(confirmAddress, { body: { link } });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
}

type ByAddress = typeof addAddress | typeof changeAddress | typeof removeAddress;

/** Adds, changes to or removes an address. */
export function ask(browser: TestBrowser, operation: ByAddress, email: string): Promise<Answer> {
  return browser.call(operation, { body: { email } });
}

/** Confirms an address by its link. */
export function confirm(browser: TestBrowser, link: string): Promise<Answer> {
  return browser.call(confirmAddress, { body: { link } });
}

/** Accepts an invitation by its link. */
export function accept(browser: TestBrowser, link: string): Promise<Answer> {
  return browser.call(acceptInvitation, { body: { link } });
}

/** Signs in with the password of everybody, in a new browser. */
export function trySignIn(server: TestServer, email: string): Promise<Answer> {
  return new TestBrowser(server).call(signIn, { body: { email, password: PASSWORD } });
}

/** The addresses of who is signed in, and what each is. */
export async function statesOf(browser: TestBrowser): Promise<Record<string, string>> {
  const { body } = await browser.call(me);
  const addresses = body['addresses'] as { email: string; state: string }[];
  return Object.fromEntries(addresses.map((one) => [one.email, one.state]));
}

/** A dead link says what became of it, to whoever opens it and to who asked, and nothing is written. */
export async function isDead(asker: TestBrowser, link: string, why: string): Promise<void> {
  const { server } = asker;
  const before = await tracesOf(server);
  assert.equal(outcomeOf(await new TestBrowser(server).call(openAddressLink, { body: { link } })), why);
  assert.equal(outcomeOf(await confirm(asker, link)), why);
  await assertNoTrace(server, before, why);
}
