import assert from 'node:assert/strict';
import { acceptAsNewPerson, sendInvitation } from '@latchkey/contract/invitation';
import { setUp } from '@latchkey/contract/operator';
import { me, signIn } from '@latchkey/contract/person';
import type { GrantableRole } from '@latchkey/domain/role';
import { uuidv7 } from '../src/kit/secrets.ts';
import { type Answer, setUpCodeOf, TestBrowser, type TestServer } from './server.ts';

/** An account and one person of every built-in role, each signed in in a browser of their own. */
export type Company = {
  server: TestServer;
  accountId: string;
  companyName: string;
  holder: TestBrowser;
  superAdmin: TestBrowser;
  admin: TestBrowser;
  member: TestBrowser;
};

/** The password of everybody made here. */
export const PASSWORD = 'correct horse 7';

/**
 * Sets the server up and fills its first account: the holder (who is the operator too) `ada@example.test`, `sue@` super admin,
 * `adam@` admin and `mia@` member, all invited and accepted by their mailed links. Once a server.
 */
export async function company(server: TestServer): Promise<Company> {
  const holder = new TestBrowser(server);
  const companyName = 'Acme & Söhne';
  const first = { name: 'Ada Holder', email: 'ada@example.test', password: PASSWORD, language: 'en', mail: null };
  const answer = await holder.call(setUp, {
    body: { ...first, code: await setUpCodeOf(server), company_name: companyName },
  });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const founded = { server, accountId: String(answer.body['account_id']), companyName, holder };
  return { ...founded, ...(await staffOf(founded, ['Sue', 'Adam', 'Mia'])) };
}

/**
 * Another account on a server that is set up, whose people are nobody in the first: holder `zoe@example.test`, `sam@` super admin,
 * `amy@` admin, `max@` member. There is no sign-up, so the holder and the account are made in the database. Once a server.
 */
export async function secondCompany(server: TestServer): Promise<Company> {
  const companyName = 'Beta Ltd';
  const holder = await personWithoutProfile(server, 'Zoe');
  const accountId = uuidv7(new Date());
  await server.look(
    `select make_account(p.id, p.password_hash, $1, $2, $3, 'en', now()) from person p where p.email = 'zoe@example.test'`,
    [accountId, uuidv7(new Date()), companyName],
  );
  const founded = { server, accountId, companyName, holder };
  return { ...founded, ...(await staffOf(founded, ['Sam', 'Amy', 'Max'])) };
}

/** Invites `{name}@example.test` into a company, accepts by the mailed link, and gives the browser that is signed in now. */
export async function personNamed(
  into: Pick<Company, 'server' | 'accountId' | 'holder'>,
  name: string,
  role: GrantableRole = 'member',
): Promise<TestBrowser> {
  const email = emailOf(name);
  const item = { email, name, role, language: 'en' };
  const sent = await into.holder.call(sendInvitation, {
    params: { account_id: into.accountId },
    body: { items: [item] },
  });
  assert.match(JSON.stringify(sent.body), /"result":/);
  const browser = new TestBrowser(into.server);
  const body = { link: await mailedLink(into.server, email), name, password: PASSWORD, language: 'en' };
  const accepted = await browser.call(acceptAsNewPerson, { body });
  assert.equal(accepted.status, 200, JSON.stringify(accepted.body));
  return browser;
}

/** Makes a person who is in no account, `{name}@example.test`, and signs them in. Needs the database: no operation makes one yet. */
export async function personWithoutProfile(server: TestServer, name: string): Promise<TestBrowser> {
  const hash = await server.serving.kit.passwords.hashPassword(PASSWORD);
  await server.look(
    `insert into person (id, email, name, password_hash, language, made_at, password_changed_at)
     values ($1, $2, $3, $4, 'en', now(), now())`,
    [uuidv7(new Date()), emailOf(name), name, hash],
  );
  return signedIn(server, emailOf(name));
}

/** A new browser, signed in as that address. */
export async function signedIn(server: TestServer, email: string, password = PASSWORD): Promise<TestBrowser> {
  const browser = new TestBrowser(server);
  const answer = await browser.call(signIn, { body: { email, password } });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return browser;
}

/** What stands behind `#` in the latest mail to that address, waiting for the first if none came yet. */
export async function mailedLink(server: TestServer, to: string): Promise<string> {
  await server.mailbox.waitFor((mail) => mail.to.includes(to));
  const mail = server.mailbox.mails.findLast((one) => one.to.includes(to) && one.links.length > 0);
  return mail?.links[0]?.split('#')[1] ?? assert.fail(`no link in the mails to ${to}`);
}

/** What stands behind `#` in the mail to that address which an act brings about, however many came before. */
export async function linkMailedBy(server: TestServer, to: string, act: () => Promise<Answer>): Promise<string> {
  const before = server.mailbox.mails.length;
  const answer = await act();
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const mail = await server.mailbox.waitFor(
    (one) => one.to.includes(to) && server.mailbox.mails.indexOf(one) >= before,
  );
  return mail.links[0]?.split('#')[1] ?? assert.fail(`no link in the mail to ${to}`);
}

/** The member id of who is signed in in that browser, in that account. */
export async function memberIdOf(browser: TestBrowser, accountId: string): Promise<string> {
  const { body } = await browser.call(me);
  const profiles = body['profiles'] as { account_id: string; member_id: string }[];
  const found = profiles.find((profile) => profile.account_id === accountId);
  return found?.member_id ?? assert.fail('nobody of this account is signed in in this browser');
}

function emailOf(name: string): string {
  return `${name.toLowerCase()}@example.test`;
}

async function staffOf(founded: Pick<Company, 'server' | 'accountId' | 'holder'>, names: [string, string, string]) {
  const [superAdmin, admin, member] = await Promise.all([
    personNamed(founded, names[0], 'super_admin'),
    personNamed(founded, names[1], 'admin'),
    personNamed(founded, names[2], 'member'),
  ]);
  return { superAdmin, admin, member };
}
