import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeAccount, openAccount, readSettings } from '@latchkey/contract/account';
import { sendInvitation } from '@latchkey/contract/invitation';
import { postNotice } from '@latchkey/contract/operator';
import { askReset } from '@latchkey/contract/person';
import { createToken } from '@latchkey/contract/token';
import { makeOffer, offerLink } from '../../src/account/offers.ts';
import { invitationLink } from '../../src/invitation/links.ts';
import { closeDb, inTransaction, openDb } from '../../src/kit/db.ts';
import {
  type Company,
  company,
  linkMailedBy,
  memberIdOf,
  PASSWORD,
  personNamed,
  personWithoutProfile,
  secondCompany,
} from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { computerSamples } from './computer-samples.ts';
import { freshUserGroup, groupSamples } from './group-samples.ts';
import { freshRole, roleSamples } from './role-samples.ts';
import { memberSamples } from './member-samples.ts';
import { personSamples } from './person-samples.ts';
import { requestSamples } from './request-samples.ts';
import { sessionSamples } from './session-samples.ts';

/** A server with two accounts that know nothing of each other, and an operator who is in neither. */
export type World = { server: TestServer; own: Company; foreign: Company; operator: TestBrowser };

/** A call that succeeds when `by` makes it, and can be made once; every field the contract knows is filled in. */
export type Sample = { by: TestBrowser; input: Input };
export type Input = { params?: Record<string, string>; query?: Record<string, string>; body?: Record<string, unknown> };

/** Starts a server and fills it. */
export async function fullWorld(): Promise<World> {
  const server = await testServer({ signUp: true });
  const foreign = await company(server);
  const own = await secondCompany(server);
  const operator = await personWithoutProfile(server, 'Ola');
  await server.look(`update person set is_operator = true where email = 'ola@example.test'`);
  return { server, own, foreign, operator };
}

/** How each operation is called rightly. What it needs is made first, anew each time. */
export const samples: Readonly<Record<string, (world: World) => Promise<Sample>>> = {
  'person.sign-in': async ({ server }) => anybody(server, { email: 'max@example.test', password: PASSWORD }),
  'person.sign-out': async ({ server }) => ({ by: await personWithoutProfile(server, freshName()), input: {} }),
  'person.ask-reset': async ({ server }) => {
    await forgetAttempts(server);
    return anybody(server, { email: 'ola@example.test', language: 'fr' });
  },
  'person.open-reset': async ({ server }) => anybody(server, { link: await freshReset(server) }),
  'person.reset-password': async ({ server }) =>
    anybody(server, { link: await freshReset(server), password: 'quite another 9' }),
  'person.me': async ({ own }) => ({ by: own.member, input: {} }),
  ...personSamples,
  'account.read': async ({ own }) => ofAccount(own, {}, own.member),
  'account.enter': async ({ own }) => ofAccount(own, {}, own.member),
  'account.read-attention': async ({ own }) => ofAccount(own, {}),
  'account.read-settings': async ({ own }) => ofAccount(own, {}),
  'account.edit': async ({ own }) =>
    ofAccount(own, {
      body: {
        version: await versionOf(own),
        company_name: own.companyName,
        language: 'en',
        invitation_days: 14,
        inactivity_days: 60,
        sender_name: 'Beta people',
        reply_to: 'people@example.test',
        support_contact: 'help@example.test',
        members_may_enrol: true,
        session_idle_minutes: 20,
        lock_only_person: false,
      },
    }),
  'account.export': async ({ own }) => ofAccount(own, { query: { limit: '10' } }),
  'account.preview-closing': async ({ own }) => ofAccount(own, {}),
  'account.close': async ({ server }) => {
    const { by, account_id } = await freshAccount(server);
    return { by, input: { params: { account_id }, body: { company_name: 'Delta Ltd' } } };
  },
  'account.reopen': async ({ server }) => {
    const { by, account_id } = await freshAccount(server);
    await by.call(closeAccount, { params: { account_id }, body: { company_name: 'Delta Ltd' } });
    return { by, input: { body: { account_id } } };
  },
  'account.open': async ({ server }) => {
    const by = await personWithoutProfile(server, freshName());
    return { by, input: { body: { company_name: 'Delta Ltd', language: 'es' } } };
  },
  'account.sign-up': async ({ server }) => {
    await forgetAttempts(server);
    const email = `${freshName().toLowerCase()}@example.test`;
    return anybody(server, { email, name: 'Sign Upper', company_name: 'Upper Ltd', language: 'it' });
  },
  'account.open-offer': async ({ server }) => anybody(server, { link: await freshOffer(server, 'open@example.test') }),
  'account.accept-offer': async ({ server }) => {
    const name = freshName();
    const by = await personWithoutProfile(server, name);
    return { by, input: { body: { link: await freshOffer(server, `${name.toLowerCase()}@example.test`) } } };
  },
  'account.accept-offer-as-new': async ({ server }) => {
    const link = await freshOffer(server, `${freshName().toLowerCase()}@example.test`);
    return anybody(server, { link, name: 'New Holder', password: PASSWORD, language: 'it' });
  },
  'member.list': async ({ own }) => {
    const status = 'invited,active,suspended,inactive';
    const query = { limit: '10', status, role: 'holder,super_admin,admin,member', search: 'e', mail: 'waiting' };
    return ofAccount(own, { query: { ...query, sort: 'last_activity', order: 'desc' } });
  },
  'member.read': async ({ own }) => ofAccount(own, { params: { member_id: (await invite(own)).member_id } }),
  'member.delete': async ({ own }) => {
    const name = freshName();
    const doomed = await memberIdOf(await personNamed(own, name), own.accountId);
    return ofAccount(own, { body: { items: [{ member_id: doomed }] } });
  },
  ...memberSamples,
  'invitation.send': async ({ own }) => {
    const access = { kind: 'none', group_ids: [], computer_ids: [] };
    const user_group_ids = [await freshUserGroup(own)];
    const rights = { custom_role_id: await freshRole(own), permissions: ['users.view'] };
    return ofAccount(own, { body: { items: [{ ...freshInvitee(), ...rights, access, user_group_ids }] } });
  },
  'invitation.preview': async ({ own }) => ofAccount(own, { body: freshInvitee() }),
  'invitation.resend': async ({ own }) => ofInvited(own),
  'invitation.withdraw': async ({ own }) => ofInvited(own),
  'invitation.open': async ({ own }) => anybody(own.server, { link: (await invite(own)).link }),
  'invitation.accept': async ({ own }) => {
    const name = freshName();
    const by = await personWithoutProfile(own.server, name);
    return { by, input: { body: { link: (await invite(own, name)).link } } };
  },
  'invitation.accept-as-new': async ({ own }) =>
    anybody(own.server, { link: (await invite(own)).link, name: 'New Comer', password: PASSWORD, language: 'nl' }),
  'invitation.decline': async ({ own }) => anybody(own.server, { link: (await invite(own)).link }),
  'token.create': async ({ own }) =>
    ofAccount(own, {
      body: { name: 'A script', kind: 'account', scopes: ['users.view'], expires_in_days: 30 },
    }),
  'token.list': async ({ own }) => ofAccount(own, { query: { limit: '10', kind: 'account' } }),
  'token.end': async ({ own }) => ofAccount(own, { body: { items: [{ token_id: await freshToken(own) }] } }),
  'audit.list': async ({ own }) =>
    ofAccount(own, {
      query: {
        limit: '10',
        act: 'invitation',
        actor_id: await memberIdOf(own.holder, own.accountId),
        target_id: await memberIdOf(own.member, own.accountId),
        from: '2020-01-01T00:00:00.000Z',
        to: '2090-01-01T00:00:00.000Z',
      },
    }),
  ...computerSamples,
  ...groupSamples,
  ...roleSamples,
  ...requestSamples,
  ...sessionSamples,
  'operator.read-installation': async ({ server }) => ({ by: new TestBrowser(server), input: {} }),
  'operator.check-set-up-code': async ({ server }) => anybody(server, { code: 'ABCD-EFGH-JKMN-PQRS-TVWX' }),
  'operator.set-up': async ({ server }) =>
    anybody(server, {
      code: 'ABCD-EFGH-JKMN-PQRS-TVWX',
      name: 'Second First',
      email: 'second@example.test',
      password: PASSWORD,
      company_name: 'Second Ltd',
      language: 'en',
      mail: mailOf(server),
    }),
  'operator.read-mail': async ({ operator }) => ({ by: operator, input: {} }),
  'operator.set-mail': async ({ server, operator }) => ({ by: operator, input: { body: mailOf(server) } }),
  'operator.list-outbox': async ({ operator }) => ({ by: operator, input: { query: { limit: '10' } } }),
  'operator.view-mail': async ({ own, operator }) => ({
    by: operator,
    input: { params: { mail_id: await bouncedMail(own) } },
  }),
  'operator.post-notice': async ({ operator }) => ({ by: operator, input: { body: freshNotice() } }),
  'operator.end-notice': async ({ operator }) => {
    const { body } = await operator.call(postNotice, { body: freshNotice() });
    return { by: operator, input: { params: { notice_id: String(body['notice_id']) } } };
  },
  'operator.list-notices': async ({ operator }) => ({ by: operator, input: { query: { limit: '10' } } }),
};

/** The operations that no sample can make succeed, because the world is set up already. */
export const onlyOnce = ['operator.set-up', 'operator.check-set-up-code'];

let made = 0;

/** A name that nobody in this process had before. */
export function freshName(): string {
  made += 1;
  return `Guest${made}`;
}

/** Invites somebody new into the account, or who is named. The link is the one that is mailed; nobody waits for the mail. */
export async function invite(
  into: Company,
  name = freshName(),
): Promise<{ member_id: string; email: string; link: string }> {
  const item = { ...freshInvitee(), email: `${name.toLowerCase()}@example.test`, name };
  const params = { account_id: into.accountId };
  const { body } = await into.holder.call(sendInvitation, { params, body: { items: [item] } });
  const lines = body['results'] as { result: { member_id: string; invitation_id: string } }[];
  const { member_id, invitation_id } = lines[0]?.result ?? assert.fail(JSON.stringify(body));
  const [, link = ''] = invitationLink(into.server.serving.kit, invitation_id, 1).split('#');
  return { member_id, email: item.email, link };
}

function freshInvitee() {
  const name = freshName();
  return { email: `${name.toLowerCase()}@example.test`, name, role: 'member', language: 'en', note: 'Welcome aboard' };
}

function anybody(server: TestServer, body: Record<string, unknown>): Sample {
  return { by: new TestBrowser(server), input: { body } };
}

function ofAccount(own: Company, input: Input, by = own.holder): Sample {
  return { by, input: { ...input, params: { ...input.params, account_id: own.accountId } } };
}

async function ofInvited(own: Company): Promise<Sample> {
  const { member_id } = await invite(own);
  return ofAccount(own, { body: { items: [{ member_id }] } });
}

/** An account of its own, and its holder. */
async function freshAccount(server: TestServer): Promise<{ by: TestBrowser; account_id: string }> {
  const by = await personWithoutProfile(server, freshName());
  const { body } = await by.call(openAccount, { body: { company_name: 'Delta Ltd', language: 'en' } });
  return { by, account_id: String(body['account_id']) };
}

async function versionOf(own: Company): Promise<number> {
  const { body } = await own.holder.call(readSettings, { params: { account_id: own.accountId } });
  return Number(body['version']);
}

async function freshToken(own: Company): Promise<string> {
  const body = { name: 'A script', kind: 'personal', scopes: [], expires_in_days: 30 };
  const answer = await own.holder.call(createToken, { params: { account_id: own.accountId }, body });
  return String(answer.body['token_id']);
}

function freshNotice() {
  const [starts_at, ends_at] = [1, 2].map((day) => new Date(Date.now() + day * 86_400_000).toISOString());
  return { kind: 'maintenance', text: 'New disks are built in.', starts_at, ends_at };
}

function mailOf(server: TestServer) {
  return { smtp_url: server.mailbox.url, mail_from: 'post@example.test' };
}

/** What an address may try in an hour is the subject of other tests. */
export async function forgetAttempts(server: TestServer): Promise<void> {
  await server.look('delete from limit_charge');
}

/** The link of an account that the operator offers to a mailbox; only at the machine, as the owner of the database. */
export async function freshOffer(server: TestServer, email: string, companyName = 'Gamma Ltd'): Promise<string> {
  const { kit } = server.serving;
  const db = openDb(server.database.owner, 1);
  const offer = { email, name: 'New Holder', companyName, language: 'en' } as const;
  await inTransaction(db, {}, (began) => makeOffer(began, kit, offer));
  await closeDb(db);
  const open = 'select id from account_offer where email = $1 and ending is null';
  const [row] = await server.look<{ id: string }>(open, [email]);
  return offerLink(kit, row?.id ?? '').split('#')[1] ?? '';
}

/** The link of a password reset of somebody new. */
async function freshReset(server: TestServer): Promise<string> {
  const name = freshName();
  await personWithoutProfile(server, name);
  await forgetAttempts(server);
  const email = `${name.toLowerCase()}@example.test`;
  return linkMailedBy(server, email, () => new TestBrowser(server).call(askReset, { body: { email, language: 'en' } }));
}

/** An invitation whose mail the other side refuses for good: it stays in the outbox. */
async function bouncedMail(own: Company): Promise<string> {
  const item = freshInvitee();
  own.server.mailbox.behave(item.email, 550);
  await own.holder.call(sendInvitation, { params: { account_id: own.accountId }, body: { items: [item] } });
  for (let tries = 0; tries < 200; tries += 1) {
    const bounced = `select id from mail where recipient = $1 and state = 'bounced'`;
    const [mail] = await own.server.look<{ id: string }>(bounced, [item.email]);
    if (mail) return mail.id;
    await sleep(20);
  }
  return assert.fail('the mail never bounced');
}
