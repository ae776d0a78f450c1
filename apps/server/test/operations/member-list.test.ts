import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { listMembers } from '@latchkey/contract/member';
import { pathOf } from '@latchkey/contract/operation';
import { type Company, company, secondCompany, signedIn } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { type Asked, everyPage, fillAccount, giveRoles, keptIn, type Kept, pageOf } from './listed.ts';

const DAY_MS = 86_400_000;

let server: TestServer;
let acme: Company;
let beta: Company;
let kept: Kept[];

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
  await fillAccount(acme, 2400);
  await giveRoles(acme, ROLES);
  await fillAccount(beta, 100_000);
  kept = await keptIn(acme);
});
after(() => server?.stop());

/** Custom roles: one that many have, one that few have, and none. */
const ROLES = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()] as const;
const sorts = ['name', 'last_activity', 'added'];
const orders = ['asc', 'desc'];
const choices = {
  status: ['invited', 'active', 'suspended', 'inactive', 'invited,inactive', 'inactive,suspended', 'active,inactive'],
  role_id: [...ROLES],
  role: ['holder', 'super_admin', 'admin,holder', 'member'],
  search: ['example', 'muller', 'ÖMER', 'u1234@', 'nobody', 'q', '@', 'zo', 'x', '%', '\\s', '100%_', 'м'],
  mail: ['bounced', 'waiting', 'no_mail_server', 'expired'],
};
type Part = keyof typeof choices;
const parts = Object.keys(choices) as Part[];
/** Each choice alone. */
const single: Asked[] = parts.flatMap((part) => choices[part].map((value) => ({ [part]: value })));
/** Every two choices of different parts together. */
const paired: Asked[] = single.flatMap((one, at) =>
  single
    .slice(at + 1)
    .filter((other) => Object.keys(one)[0] !== Object.keys(other)[0])
    .map((other) => ({ ...one, ...other })),
);

describe('the users list', () => {
  for (const sort of sorts) {
    for (const order of orders) {
      test(`pages by ${sort}, ${order}, through exactly the users that one filter shows (I11)`, async () => {
        await assertAllListed([{}, ...single].map((filter) => ({ ...filter, sort, order })));
      });
    }
  }

  test('pages through exactly the users that two filters show together, in every order by turns (I11)', async () => {
    const turns = sorts.flatMap((sort) => orders.map((order) => ({ sort, order })));
    await assertAllListed(paired.map((filter, at) => ({ ...filter, ...turns[at % turns.length] })));
  });

  test('opens with everybody by name, fifty a page', async () => {
    const page = await pageOf(acme, {});
    assert.deepEqual(ids(page.items), ids(shown({})).slice(0, 50));
  });

  test('pages through 100,000 users without missing or repeating one', async () => {
    const everybody = (await keptIn(beta)).filter(({ status }) => status !== 'removed');
    assert.ok(everybody.length > 96_000);
    const { items, total } = await everyPage(beta, { sort: 'name', order: 'asc' });
    assert.deepEqual(ids(items), ids(everybody));
    assert.deepEqual(total, { count: 1000, more: true });
    const some = everybody.filter(({ name }) => /^Zo[eë]/.test(name));
    assert.deepEqual(ids((await everyPage(beta, { search: 'zoe' })).items), ids(some));
    const admins = everybody.filter(({ status, role: has }) => status === 'invited' && has === 'admin');
    const newest = await everyPage(beta, { status: 'invited', role: 'admin', sort: 'added', order: 'desc' });
    assert.deepEqual(new Set(ids(newest.items)), new Set(ids(admins)));
  });

  test('shows nobody of another company, and nothing to anybody of another company', async () => {
    const foreign = new Set((await keptIn(beta)).map(({ id }) => id));
    for (const asked of [{}, { search: 'example' }, { search: 'u12' }, { status: 'invited', mail: 'bounced' }]) {
      const seen = ids((await everyPage(acme, asked)).items);
      assert.deepEqual(
        seen.filter((id) => foreign.has(id)),
        [],
      );
    }
    const stranger = await beta.holder.call(listMembers, { params: { account_id: acme.accountId } });
    assert.deepEqual([stranger.status, stranger.body['code']], [404, 'not-found']);
  });

  test('takes several values with commas or given again', async () => {
    const path = pathOf(listMembers).replace(':account_id', acme.accountId);
    const again = await acme.admin.send('GET', `${path}?status=invited&status=active&role=admin&role=super_admin`);
    const commas = await pageOf(acme, { status: 'invited,active', role: 'admin,super_admin' });
    assert.deepEqual(again.body['total'], commas.total);
    assert.ok(commas.items.length > 0);
  });
});

describe('searching users', () => {
  for (const [typed, name] of [
    ['muller', 'Müller'],
    ['MÜLLER', 'Müller'],
    ['weiss', 'Weiß'],
    ['jorgensen', 'Jørgensen'],
    ['lukasz', 'Łukasz'],
    ['валя', 'ВАЛЯ'],
    ['ελενη', 'Ελένη'],
    ['100%_s', '100%_Sure'],
    ['back\\', 'Back\\slash'],
    ['na de v', 'Anna de Vries'],
  ] as const) {
    test(`“${typed}” finds ${name}`, async () => {
      const { items } = await pageOf(acme, { search: typed });
      assert.ok(items.length > 0);
      assert.ok(items.every((user) => user.name.includes(name)));
    });
  }

  test('signs that mean something to a database are signs like others', async () => {
    for (const search of ['%', '_', '\\', '%%%', '10_', "' or 1=1 --"]) await assertListed({ search });
  });

  test('a pattern is looked for in the name or in the address, not across both', async () => {
    const [user] = (await pageOf(acme, { search: 'anna muller' })).items;
    assert.ok(user);
    for (const search of [`${user.name} ${user.email}`, `${user.name}${user.email}`, `r ${user.email[0]}`])
      assert.deepEqual((await pageOf(acme, { search })).items, [], search);
    assert.deepEqual(ids((await pageOf(acme, { search: user.email })).items), [user.id]);
  });

  test('who has just been renamed is found by the new name and not by the old one', async () => {
    const [user] = (await pageOf(acme, { search: 'maria quispe' })).items;
    await server.look(`update member set name = 'Ştefan Ünïque' where id = $1`, [user?.id]);
    assert.deepEqual(ids((await pageOf(acme, { search: 'stefan unique' })).items), [user?.id]);
    assert.ok(!ids((await everyPage(acme, { search: 'maria quispe' })).items).includes(user?.id ?? ''));
    await server.look(`update member set name = $2 where id = $1`, [user?.id, user?.name]);
  });
});

describe('what a row says', () => {
  test('who has not entered for as long as the account’s setting says is inactive (P5)', async () => {
    for (const days of [30, 60, 90]) {
      await server.look('update account set inactivity_days = $2 where id = $1', [acme.accountId, days]);
      const rows = (await everyPage(acme, {})).items;
      const idle = new Set(kept.filter((member) => isIdle(member, days)).map(({ id }) => id));
      assert.ok(idle.size > 0);
      for (const row of rows) assert.equal(row.inactive, idle.has(row.id));
      assert.deepEqual(new Set(ids((await everyPage(acme, { status: 'inactive' })).items)), idle);
    }
  });

  test('time alone makes somebody inactive (P5)', async () => {
    const asked = { search: 'mia@', status: 'inactive' };
    assert.deepEqual((await pageOf(acme, asked)).items, []);
    server.moveClock(91 * DAY_MS);
    const mia = (await pageOf({ ...acme, admin: await signedIn(server, 'adam@example.test') }, asked)).items;
    server.moveClock(-91 * DAY_MS);
    assert.deepEqual(
      mia.map(({ email, inactive }) => [email, inactive]),
      [['mia@example.test', true]],
    );
  });

  test('it names who sent an open invitation, and since when somebody is in the list', async () => {
    for (const { status, invited_by, id, made_at } of (await everyPage(acme, {})).items) {
      assert.equal(invited_by, status === 'invited' ? 'Ada Holder' : null);
      assert.equal(made_at, kept.find((member) => member.id === id)?.made_at.toISOString());
    }
  });
});

test('a cursor of another order, or none of ours, is refused as invalid', async () => {
  const { next_cursor } = await pageOf(acme, { sort: 'name' }, { limit: 5 });
  const place = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');
  const wrong = [
    { sort: 'name', order: 'desc', cursor: next_cursor },
    { sort: 'added', cursor: next_cursor },
    { sort: 'last_activity', cursor: next_cursor },
    { sort: 'added', cursor: place('added.asc', 'yesterday', acme.accountId) },
    { sort: 'added', cursor: place('added.asc', '99999999999999999999', acme.accountId) },
    { sort: 'added', cursor: place('added.asc', '1e9', acme.accountId) },
    { sort: 'last_activity', cursor: place('last_activity.asc', '-infinity', acme.accountId) },
    { cursor: place('name.asc', 'a') },
    { cursor: place('name.asc', 'a', 'b') },
    { cursor: place('name.asc', 'a\0', acme.accountId) },
  ];
  for (const query of wrong) {
    const input = { params: { account_id: acme.accountId }, query: query as Record<string, string> };
    const answer = await acme.admin.call(listMembers, input);
    assert.deepEqual([answer.status, answer.body['code']], [400, 'invalid'], JSON.stringify(query));
    assert.match(JSON.stringify(answer.body['problems']), /"path":"cursor"/);
  }
});

test('what is no status, role, order or pattern is refused as invalid', async () => {
  const wrong: Record<string, string>[] = [
    { status: 'removed' },
    { status: '' },
    { status: 'active,' },
    { role: 'owner' },
    { role_id: 'member' },
    { role_id: '' },
    { search: ' ' },
    { search: 'x'.repeat(101) },
    { search: 'a\nb' },
    { mail: 'sent' },
    { sort: 'email' },
    { order: 'up' },
  ];
  for (const query of wrong) {
    const answer = await acme.admin.call(listMembers, { params: { account_id: acme.accountId }, query });
    assert.deepEqual([answer.status, answer.body['code']], [400, 'invalid'], JSON.stringify(query));
  }
});

/** Compares all pages of lists with a plain model of them, and the counts with the model's; a few lists at a time. */
async function assertAllListed(lists: Asked[]): Promise<void> {
  const waiting = lists.values();
  const worker = async () => {
    for (const asked of waiting) await assertListed(asked);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}

async function assertListed(asked: Asked): Promise<void> {
  const wanted = ids(shown(asked));
  const { items, total } = await everyPage(acme, asked, Math.min(200, Math.max(1, Math.ceil(wanted.length / 3))));
  assert.deepEqual(ids(items), wanted, JSON.stringify(asked));
  assert.deepEqual(total, { count: Math.min(wanted.length, 1000), more: wanted.length > 1000 }, JSON.stringify(asked));
}

/** The plain model: everybody, filtered one by one and sorted. */
function shown({ status, role, role_id, search, mail, sort = 'name', order = 'asc' }: Asked): Kept[] {
  const statuses = status?.split(',');
  const found = kept.filter(
    (member) =>
      member.status !== 'removed' &&
      (statuses === undefined ||
        statuses.includes(member.status) ||
        (statuses.includes('inactive') && isIdle(member, 90))) &&
      (role === undefined || role.split(',').includes(member.role)) &&
      (role_id === undefined || member.role_id === role_id) &&
      (search === undefined || folded(member.name).includes(folded(search)) || member.email.includes(folded(search))) &&
      (mail === undefined ||
        (member.status === 'invited' && (mail === 'expired' ? member.expired : member.mail === mail))),
  );
  const placeOf = (member: Kept) => (sort === 'added' ? member.made_us : (member.entered_us ?? -Infinity));
  const byMoment = (one: Kept, other: Kept) =>
    placeOf(one) === placeOf(other) ? (one.id < other.id ? -1 : 1) : placeOf(one) - placeOf(other);
  const sorted = sort === 'name' ? found : found.toSorted(byMoment);
  return order === 'asc' ? sorted : sorted.toReversed();
}

function isIdle({ status, made_at, last_entered_at }: Kept, days: number): boolean {
  return status === 'active' && (last_entered_at ?? made_at).getTime() < Date.now() - days * DAY_MS;
}

function folded(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l');
}

function ids(rows: readonly { id: string }[]): string[] {
  return rows.map(({ id }) => id);
}
