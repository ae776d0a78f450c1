import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, describe, test } from 'node:test';
import { type Founder, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { heading, openStage, openTab, reads, see, type Stage, type Visitor } from './visitor.ts';
import { acceptAsNew, comeHome, invitationTo, invite, pathOf, pick, speak } from './ways.ts';

const maria: Founder = {
  name: 'Maria Agnesi',
  email: 'maria@versiera.test',
  password: 'curve e versiere 1748',
  company: 'Versiera',
};
const laura = { name: 'Laura Bassi', email: 'laura@versiera.test', password: 'fisica a bologna 1732' };

/** Where somebody comes who has an account, as the routes say it; `of` fills the names in. */
const HOLDER_PAGES = [
  '/a/$accountId',
  '/a/$accountId/computers',
  '/a/$accountId/computers/add',
  '/a/$accountId/computers/groups',
  '/a/$accountId/computers/$computerId',
  '/a/$accountId/computers/$computerId/connect',
  '/a/$accountId/sessions',
  '/a/$accountId/users',
  '/a/$accountId/users/invite',
  '/a/$accountId/users/$memberId',
  '/a/$accountId/groups',
  '/a/$accountId/groups/$groupId',
  '/a/$accountId/roles',
  '/a/$accountId/requests',
  '/a/$accountId/my-requests',
  '/a/$accountId/help',
  '/a/$accountId/help/$slug',
  '/a/$accountId/settings',
  '/a/$accountId/handover',
  '/a/$accountId/tokens',
  '/a/$accountId/activity',
];
const PERSON_PAGES = ['/me', '/me/security', '/me/data'];
const OPERATOR_PAGES = ['/operator', '/operator/outbox', '/operator/notices'];
/** Pages for who is not signed in; those of mailed links say here that the link is not known. */
const STRANGER_PAGES = [
  '/sign-in',
  '/forgot',
  '/reset',
  '/invitation',
  '/account-offer',
  '/approve-code',
  '/sign-up',
  '/address',
  '/set-up',
  '/help',
  '/help/$slug',
];
/** Where somebody comes who has no account: the bare address. */
const NOBODYS_PAGES = ['/'];

describe('Every page speaks the reader’s language and fits the screen', { concurrency: 1 }, () => {
  let house: House;
  let stage: Stage;
  let holder: Visitor;
  let member: Visitor;

  before(async () => {
    house = await openHouse();
    await found(house, maria, 'it');
    stage = await openStage(house);
    holder = await stage.visit('/sign-in');
    await speak(holder, 'it');
    await comeHome(holder, maria);
    await invite(holder, laura.email);
    member = await stage.visit(pathOf(await invitationTo(holder, laura.email)));
    await reads(member, 'it');
    await acceptAsNew(member, laura);
    await see(heading(member, member.say('home.welcome', { name: laura.name })));
  });
  afterEach(() => stage.check());
  after(async () => {
    await stage?.close();
    await house?.stop();
  });

  test('no route is left out', async () => {
    const walked = [...HOLDER_PAGES, ...PERSON_PAGES, ...OPERATOR_PAGES, ...STRANGER_PAGES, ...NOBODYS_PAGES];
    assert.deepEqual(walked.toSorted(), (await pagesOfRoutes()).toSorted());
  });

  test('the pages of an account', async () => {
    const filled = await filledIn(holder);
    for (const page of HOLDER_PAGES) await lookAt(holder, page, filled(page));
  });

  test('the pages of a person and of the operator', async () => {
    for (const page of [...PERSON_PAGES, ...OPERATOR_PAGES]) await lookAt(holder, page, page);
  });

  test('the home, tokens and data of who administers nothing, and pages that are not theirs', async () => {
    const filled = await filledIn(member);
    for (const page of [
      '/a/$accountId',
      '/a/$accountId/computers',
      '/a/$accountId/sessions',
      '/a/$accountId/my-requests',
      '/a/$accountId/requests',
      '/a/$accountId/tokens',
      '/a/$accountId/settings',
      '/operator',
    ])
      await lookAt(member, `member${page}`, filled(page));
  });

  test('the pages for who is not signed in', async () => {
    const stranger = await stage.visit('/sign-in');
    await speak(stranger, 'it');
    for (const page of STRANGER_PAGES) await lookAt(stranger, page, page.replace('$slug', 'signing-in'));
  });

  test('the page of who belongs to no account', async () => {
    const filled = await filledIn(holder);
    await holder.page.goto(house.url + filled('/a/$accountId/users'));
    await pick(holder, laura.name, holder.say('users.act.delete'));
    const sure = holder.page.getByRole('dialog');
    await sure.getByRole('button', { name: holder.say('users.bulk.delete', { count: 1 }) }).click();
    await see(holder.page.getByText(holder.say('users.done.deleted', { count: 1 })));
    for (const page of NOBODYS_PAGES) await lookAt(member, 'nobody', page);
  });
});

/** Opens a page in a tab of its own and looks at it when all of it has come. */
async function lookAt(visitor: Visitor, name: string, path: string): Promise<void> {
  const tab = await openTab(visitor, path);
  await see(tab.page.getByRole('heading', { level: 1 }).filter({ hasText: /\S/ }));
  await tab.page.waitForLoadState('networkidle');
  // Other journeys leave pictures of these pages.
  await look(tab, name, { isPictured: false });
  await tab.page.close();
}

/** Puts the visitor's own account, a user of it and an article in the place of the names in a route. */
async function filledIn(visitor: Visitor): Promise<(route: string) => string> {
  const account = new URL(visitor.page.url()).pathname.split('/')[2] ?? assert.fail('the visitor is in an account');
  const members = `${visitor.house.url}/api/v1/accounts/${account}/members`;
  const answer = (await (await visitor.page.request.get(members)).json()) as { items?: { id: string }[] };
  const member = answer.items?.[0]?.id ?? 'nobody';
  const computer = await someComputer(visitor.house);
  const group = await someGroup(visitor.house);
  return (route) =>
    route
      .replace('$accountId', account)
      .replace('$computerId', computer)
      .replace('$memberId', member)
      .replace('$groupId', group)
      .replace('$slug', 'first-steps');
}

/** A computer of the only account, without a machine behind it. */
async function someComputer(house: House): Promise<string> {
  const rows = await house.look<{ id: string }>(`
    with new as (
      insert into computer (account_id, id, device_key, name, status, made_at, hostname, os)
        select id, gen_random_uuid(), decode(repeat('07', 32), 'hex'), 'Versiera 1', 'active', now(), 'versiera-1', 'Debian 12' from account
         where not exists (select from computer)
      returning id)
    select id from new union all select id from computer limit 1`);
  return rows[0]?.id ?? assert.fail('there is a computer');
}

/** A user group of the only account. */
async function someGroup(house: House): Promise<string> {
  const rows = await house.look<{ id: string }>(`
    with upper_group as (
      insert into user_group (account_id, id, name, name_key, made_at)
        select id, gen_random_uuid(), 'Versiera', 'versiera', now() from account where not exists (select from user_group)
      returning account_id, id
    )
    select id from upper_group union all select id from user_group limit 1`);
  return rows[0]?.id ?? assert.fail('there is a group');
}

/** Every page that the router knows, read from where the routes stand: a route that has no children is a page. */
async function pagesOfRoutes(): Promise<string[]> {
  const files = ['entry-routes.tsx', 'routes.tsx'].map((name) => new URL(`../apps/web/src/${name}`, import.meta.url));
  const source = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
  const routes = new Map(
    [
      ...source.matchAll(
        /^(?:export )?const (\w+) = createRoute\(\{\s*getParentRoute: \(\) => (\w+),\s*(?:path: '([^']+)')?/gm,
      ),
    ].map(([, name = '', parent = '', path = '']) => [name, { parent, path }]),
  );
  const fullPath = (name: string): string => {
    const route = routes.get(name);
    return route === undefined ? '' : `${fullPath(route.parent)}/${route.path}`;
  };
  const parents = new Set([...routes.values()].map(({ parent }) => parent));
  return [...routes.keys()]
    .filter((name) => !parents.has(name))
    .map((name) =>
      fullPath(name)
        .replaceAll(/\/+/g, '/')
        .replace(/(?<=.)\/$/, ''),
    );
}
