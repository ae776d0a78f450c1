import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Access, type ReachComputer, type ReachFacts, type ReachMember, waysTo } from '@latchkey/domain/reach';
import fc from 'fast-check';
import pg from 'pg';
import { type TestDatabase, testDatabase } from '../database.ts';

/** Generated accounts whose every pair is asked of both. */
const ACCOUNTS = 1_000;

let database: TestDatabase;
let client: pg.Client;

before(async () => {
  database = await testDatabase();
  client = new pg.Client(database.superuser);
  await client.connect();
});
after(async () => {
  await client.end();
  await database.drop();
});

test('G4: the view and the rule book agree who reaches what, in a thousand generated accounts', async () => {
  const drawn = fc.sample(anyAccount, { numRuns: ACCOUNTS, seed: 4 });
  let reached = 0;
  for (const [at, account] of drawn.entries()) {
    const facts = factsOf(account);
    const expected = account.members.flatMap((member) =>
      account.computers
        .filter((computer) => waysTo(memberFacts(account, member), computerFacts(computer), facts).length > 0)
        .map((computer) => `${member.id} ${computer.id}`),
    );
    await client.query('begin');
    await fill(account, at);
    const { rows } = await client.query<{ pair: string }>(
      `select distinct substr(r.member_id::text, 25)::int || ' ' || substr(r.computer_id::text, 25)::int as pair from reach r where r.account_id = $1`,
      [uuid(9, at)],
    );
    await client.query('rollback');
    assert.deepEqual(rows.map(({ pair }) => pair).toSorted(), expected.toSorted(), JSON.stringify(account));
    reached += expected.length;
  }
  assert.ok(reached > ACCOUNTS, 'somebody reaches something');
});

type DrawnAccess = { all: boolean; groups: number[]; computers: number[] };
type Account = {
  /** The parent of each user group, by place; -1 is none. */
  groups: number[];
  computerGroups: number;
  members: { id: number; status: string; holder: boolean; onlyOwn: boolean; groups: number[]; access: DrawnAccess }[];
  computers: { id: number; status: string; owner: number; group: number }[];
  groupAccess: DrawnAccess[];
};

const some = (most: number) => fc.uniqueArray(fc.nat({ max: most - 1 }), { maxLength: 3 });
const anyAccess = fc.record({ all: fc.boolean(), groups: some(3), computers: some(6) }).map((access) =>
  // Most access is small, or everybody would reach everything.
  ({ ...access, all: access.all && access.groups.length === 0 }),
);
const anyAccount: fc.Arbitrary<Account> = fc
  .record({
    parents: fc.array(fc.integer({ min: -1, max: 7 }), { minLength: 1, maxLength: 8 }),
    members: fc.array(
      fc.record({
        status: fc.constantFrom('active', 'active', 'active', 'invited', 'suspended', 'removed'),
        onlyOwn: fc.boolean(),
        groups: some(8),
        access: anyAccess,
      }),
      { minLength: 1, maxLength: 6 },
    ),
    computers: fc.array(
      fc.record({
        status: fc.constantFrom('active', 'active', 'waiting', 'removed'),
        owner: fc.integer({ min: -1, max: 5 }),
        group: fc.integer({ min: -1, max: 2 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    groupAccess: fc.array(anyAccess, { minLength: 8, maxLength: 8 }),
  })
  .map(({ parents, members, computers, groupAccess }) => {
    const groups = parents.map((parent, at) => (parent < at && depthOf(parents, parent) < 5 ? parent : -1));
    return {
      groups,
      computerGroups: 3,
      members: members.map((member, id) => ({
        ...member,
        id,
        holder: id === 0,
        status: id === 0 ? 'active' : member.status,
        groups: member.groups.filter((group) => group < groups.length),
        access: withinComputers(member.access, computers.length),
      })),
      computers: computers.map((computer, id) => ({
        ...computer,
        id,
        owner: computer.status === 'removed' || computer.owner >= members.length ? -1 : computer.owner,
      })),
      groupAccess: groupAccess.slice(0, groups.length).map((access) => withinComputers(access, computers.length)),
    };
  });

function depthOf(parents: number[], at: number): number {
  return at < 0 ? 0 : 1 + depthOf(parents, (parents[at] ?? -1) < at ? (parents[at] ?? -1) : -1);
}

function withinComputers(access: DrawnAccess, count: number): DrawnAccess {
  return { ...access, computers: access.computers.filter((computer) => computer < count) };
}

function uuid(kind: number, at: number): string {
  return `0199000${kind}-0000-7000-8000-${String(at).padStart(12, '0')}`;
}

const accessOf = ({ all, groups, computers }: DrawnAccess): Access => ({
  all,
  groups: new Set(groups.map(String)),
  computers: new Set(computers.map(String)),
});

function factsOf({ groups, members, groupAccess }: Account): ReachFacts {
  const above = (at: number): string[] => (at < 0 ? [] : [String(at), ...above(groups[at] ?? -1)]);
  return {
    access: new Map(members.map(({ id, access }) => [String(id), accessOf(access)])),
    groupAccess: new Map(groupAccess.map((access, at) => [String(at), accessOf(access)])),
    above: new Map(groups.map((_, at) => [String(at), above(at)])),
  };
}

function memberFacts(_: Account, { id, status, holder, onlyOwn, groups }: Account['members'][number]): ReachMember {
  return { id: String(id), isActive: status === 'active', isHolder: holder, onlyOwn, groups: groups.map(String) };
}

function computerFacts({ id, status, owner, group }: Account['computers'][number]): ReachComputer {
  return {
    id: String(id),
    isActive: status === 'active',
    owner: owner < 0 ? null : String(owner),
    group: group < 0 ? null : String(group),
  };
}

/** Writes an account as it was drawn, past all rules but those of the database. */
async function fill(account: Account, at: number): Promise<void> {
  const id = uuid(9, at);
  const orNull = (kind: number, place: number) => (place < 0 ? 'null' : `'${uuid(kind, place)}'`);
  const access = (table: string, of: string, kind: number, list: [number, DrawnAccess][]) =>
    list
      .flatMap(([place, { all, groups, computers }]) => [
        ...(all ? [`('${id}', gen_random_uuid(), '${uuid(kind, place)}', 'all', null, null, now())`] : []),
        ...groups.map(
          (g) => `('${id}', gen_random_uuid(), '${uuid(kind, place)}', 'group', '${uuid(3, g)}', null, now())`,
        ),
        ...computers.map(
          (c) => `('${id}', gen_random_uuid(), '${uuid(kind, place)}', 'computer', null, '${uuid(4, c)}', now())`,
        ),
      ])
      .map(
        (row) => `insert into ${table} (account_id, id, ${of}, kind, group_id, computer_id, made_at) values ${row};`,
      );
  const statements = [
    `set constraints all deferred;`,
    `insert into account (id, company_name, language, made_at) values ('${id}', 'A', 'en', now());`,
    // Who is behind a member matters to nothing here.
    `set session_replication_role = replica;`,
    ...account.members.map(
      (m) =>
        `insert into member (account_id, id, person_id, email, name, status, role, made_at, removed_at, only_own_access) values ('${id}', '${uuid(1, m.id)}', ${m.status === 'invited' ? 'null' : `'${uuid(5, m.id)}'`}, 'p${m.id}@x.test', 'P', '${m.status}', '${m.holder ? 'holder' : 'member'}', now(), ${m.status === 'removed' ? 'now()' : 'null'}, ${m.onlyOwn});`,
    ),
    `set session_replication_role = origin;`,
    ...account.groups.map(
      (parent, g) =>
        `insert into user_group (account_id, id, parent_id, name, name_key, made_at) values ('${id}', '${uuid(2, g)}', ${orNull(2, parent)}, 'g${g}', 'g${g}', now());`,
    ),
    ...[0, 1, 2].map(
      (g) =>
        `insert into computer_group (account_id, id, name, name_key, made_at) values ('${id}', '${uuid(3, g)}', 'g${g}', 'g${g}', now());`,
    ),
    ...account.computers.map(
      (c) =>
        `insert into computer (account_id, id, device_key, name, status, group_id, owner_id, made_at, removed_at, removed_where) values ('${id}', '${uuid(4, c.id)}', decode(lpad('${c.id}', 64, '0'), 'hex'), 'c', '${c.status}', ${orNull(3, c.group)}, ${orNull(1, c.owner)}, now(), ${c.status === 'removed' ? `now(), 'account'` : 'null, null'});`,
    ),
    ...account.members.flatMap((m) =>
      m.groups.map(
        (g) =>
          `insert into user_group_member (account_id, group_id, member_id, made_at) values ('${id}', '${uuid(2, g)}', '${uuid(1, m.id)}', now());`,
      ),
    ),
    ...access(
      'member_access',
      'member_id',
      1,
      account.members.map((m) => [m.id, m.access]),
    ),
    ...access(
      'user_group_access',
      'user_group_id',
      2,
      account.groupAccess.map((a, g) => [g, a]),
    ),
  ];
  await client.query(statements.join('\n'));
}
