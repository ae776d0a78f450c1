import type { Permission } from '@latchkey/domain/role';
import { PASSWORD, signedIn } from '../people.ts';
import type { TestBrowser, TestServer } from '../server.ts';
import { picking } from './crowded.ts';

/** Moments of everything that is made here, so that two servers say the same. */
const MADE = '2026-01-02T03:04:05.006Z';
const SENT = '2026-01-03T04:05:06.007Z';
const EXPIRES = '2126-01-03T04:05:06.007Z';

/** The same id for the same number, of an account or of what is in it. */
export function idOf(seed: number, n: number): string {
  return `0000000${seed}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** What the manager of an account looks after, by name; the same in every account of a seed. */
export const inside = {
  groups: { top: 10, low: 11, deep: 12, empty: 13 },
  members: { mona: 20, ines: 21, ivan: 22, ida: 23, both: 24, guest: 25, asked: 26, boss: 27, able: 28 },
  sites: { site: 30 },
  computers: { desk: 31, lamp: 32, own: 33 },
  roles: { keepers: 40, readers: 42 },
} as const;

/** Ids that something outside has in one of the accounts of a seed, and in none or as something else in the other. */
export const OUTSIDE = [100, 101, 102, 103, 110, 111, 112, 130, 131, 132, 140] as const;

/** What the role of the manager holds, and whether it is limited to the group of computers too. */
export type ManagerRole = { permissions: readonly Permission[]; withSites: boolean };
export type Account = { server: TestServer; seed: number; side: number; role: ManagerRole };

type Row = Readonly<Record<string, unknown>>;

async function put({ server, seed }: Account, table: string, rows: readonly Row[]): Promise<void> {
  for (const row of rows) {
    const whole: Row = { account_id: idOf(seed, 1), ...row };
    const names = Object.keys(whole);
    const places = names.map((_, at) => `$${at + 1}`).join();
    await server.look(`insert into ${table} (${names.join()}) values (${places})`, Object.values(whole));
  }
}

/** Makes one of the two accounts of a seed: inside the same in both, outside what its side draws; and signs the manager in. */
export async function fill(account: Account): Promise<TestBrowser> {
  const { server, seed, side } = account;
  const hash = await server.serving.kit.passwords.hashPassword(PASSWORD);
  const draw = picking(seed * 100 + side);
  const person = async (n: number, name: string): Promise<string> => {
    const [id, email] = [idOf(seed, 1000 + n), `${name.toLowerCase()}-${seed}@example.test`];
    await server.look(
      `insert into person (id, email, name, password_hash, language, made_at, password_changed_at) values ($1, $2, $3, $4, 'en', $5, $5)`,
      [id, email, name, hash, MADE],
    );
    return id;
  };
  const member = async (n: number, name: string, more: Row = {}): Promise<Row> => {
    const row = {
      id: idOf(seed, n),
      name,
      email: `${name.toLowerCase()}-${seed}@example.test`,
      role: 'member',
      status: 'active',
      made_at: MADE,
      ...more,
    };
    return { ...row, person_id: row.status === 'invited' ? null : await person(n, name) };
  };
  await server.look(`insert into account (id, company_name, language, made_at) values ($1, 'Acme', 'en', $2)`, [
    idOf(seed, 1),
    MADE,
  ]);
  const names = draw.some(['Olga', 'Otto', 'Oskar', 'Orla', 'Odin', 'Ole'], 6);
  await put(account, 'member', [await member(100, `Holder${side}${draw.one(names)}`, { role: 'holder' })]);
  // Inside and outside have it.
  await put(account, 'custom_role', [
    { id: idOf(seed, inside.roles.readers), name: 'Readers', name_key: 'readers', made_at: MADE },
  ]);
  await fillOutside(account, { draw, member, names });
  await fillInside(account, member);
  return signedIn(server, `mona-${seed}@example.test`);
}

type Hand = {
  draw: ReturnType<typeof picking>;
  member: (n: number, name: string, more?: Row) => Promise<Row>;
  names: readonly string[];
};

/** What differs: people, groups with names that stand inside too, computers, roles, invitations, activity. Always there: what 3 and 4 are. */
async function fillOutside(account: Account, { draw, member, names }: Hand): Promise<void> {
  const { seed, side } = account;
  const group = (n: number, name: string, parent_id: string | null = null) => ({
    id: idOf(seed, n),
    parent_id,
    name,
    name_key: name.toLowerCase(),
    made_at: MADE,
  });
  const stem = `${draw.one(['North', 'Top', 'Zebra', 'ärger'])} ${side}`;
  await put(account, 'user_group', [group(3, `${stem} above`), group(4, `${stem} of both`)]);
  // How many reach a computer is told of it, so nobody of these reaches one inside: none is where that comes from above.
  // Beside theirs there is always one, whose name is free in the other account.
  const more = draw.some([110, 111], 2);
  await put(account, 'user_group', [
    group(112, side === 0 ? 'Taken' : 'Beside', idOf(seed, 3)),
    ...more.map((n) => group(n, `${draw.one(['Low', 'Deep', 'Taken'])} ${n}`)),
  ]);
  await put(account, 'custom_role', [{ id: idOf(seed, 141), name: `${stem} role`, name_key: 'role', made_at: MADE }]);
  const people = names.map((name, at) => {
    const role = draw.one(['member', 'admin']);
    const role_id = role === 'member' ? idOf(seed, draw.one([141, inside.roles.readers])) : null;
    return member(101 + at, name, { role, role_id, status: draw.one(['active', 'suspended', 'invited']) });
  });
  const rows = await Promise.all(people.slice(0, 1 + Math.floor(draw.draw() * 3)));
  await Promise.all(people);
  await put(account, 'member', rows);
  const of = (n: number) => ({ group_id: idOf(seed, n), made_at: MADE });
  await put(
    account,
    'user_group_member',
    // The other group of somebody inside is a number to the manager: one in both accounts, of another name and with others in it.
    rows.flatMap(({ id }) => [...draw.some(more, 2), ...draw.some([4], 1)].map((n) => ({ ...of(n), member_id: id }))),
  );
  await put(account, 'computer_group', [
    { id: idOf(seed, 130), name: `${stem} site`, name_key: 'other', made_at: MADE },
  ]);
  const computers = draw.some([131, 132], 2);
  await put(
    account,
    'computer',
    computers.map((n) =>
      computer(seed, n, {
        name: `${stem} ${n}`,
        owner_id: draw.one(rows)['id'],
        group_id: draw.one([null, idOf(seed, 130)]),
      }),
    ),
  );
  const holder = idOf(seed, 100);
  const invited = rows.filter(({ status }) => status === 'invited');
  await put(
    account,
    'invitation',
    invited.map(({ id }, at) => invitation(seed, 140 + at, { member_id: id, invited_by: holder })),
  );
  await put(
    account,
    'user_group_access',
    computers.map((n) => ({
      id: idOf(seed, 150 + n),
      user_group_id: idOf(seed, draw.one(more)),
      kind: 'computer',
      computer_id: idOf(seed, n),
      made_at: MADE,
    })),
  );
  await put(
    account,
    'audit',
    rows.map(({ id }, at) => ({
      id: idOf(seed, 160 + at),
      at: new Date(),
      act: 'member.suspend',
      actor_kind: 'member',
      actor_id: holder,
      targets: [id],
      personal_hash: Buffer.alloc(32),
    })),
  );
}

function computer(seed: number, n: number, more: Row): Row {
  const device_key = Buffer.alloc(32, seed);
  device_key.writeUInt32BE(n);
  return { id: idOf(seed, n), device_key, status: 'active', made_at: MADE, ...more };
}

function invitation(seed: number, n: number, more: Row): Row {
  return {
    id: idOf(seed, n),
    language: 'en',
    made_at: SENT,
    sent_at: SENT,
    expires_at: EXPIRES,
    mail_state: 'sent',
    ...more,
  };
}

/** What is the same: the manager's role, groups, people in them by every standing, what they reach, and what comes to them from outside. */
async function fillInside(account: Account, member: Hand['member']): Promise<void> {
  const { seed, role } = account;
  const at = (n: number) => idOf(seed, n);
  const { groups, members, sites, computers } = inside;
  await put(
    account,
    'user_group',
    Object.entries(groups).map(([name, n]) => ({
      id: at(n),
      parent_id: at(n === groups.top ? 3 : n === groups.deep ? groups.low : groups.top),
      name: `${name} group`,
      name_key: `${name} group`,
      made_at: MADE,
    })),
  );
  await put(account, 'custom_role', [
    {
      id: at(40),
      name: 'Keepers',
      name_key: 'keepers',
      made_at: MADE,
      limits_users: true,
      limits_computers: role.withSites,
    },
  ]);
  await put(
    account,
    'custom_role_permission',
    role.permissions.map((permission) => ({ role_id: at(40), permission })),
  );
  await put(account, 'custom_role_user_group', [{ role_id: at(40), group_id: at(groups.top) }]);
  await put(account, 'computer_group', [{ id: at(sites.site), name: 'Site', name_key: 'site', made_at: MADE }]);
  if (role.withSites) await put(account, 'custom_role_computer_group', [{ role_id: at(40), group_id: at(sites.site) }]);
  const standing: Record<string, Row> = {
    mona: { role_id: at(40) },
    ivan: { role_id: at(inside.roles.readers) },
    ida: { status: 'suspended', role_id: at(inside.roles.readers) },
    guest: { status: 'invited' },
    asked: { status: 'invited' },
    boss: { role: 'admin' },
  };
  for (const [name, n] of Object.entries(members)) {
    const capital = name.charAt(0).toUpperCase() + name.slice(1);
    await put(account, 'member', [await member(n, capital, standing[name])]);
  }
  const places: [keyof typeof members, number][] = [
    ['ines', groups.top],
    ['ivan', groups.low],
    ['ida', groups.low],
    ['both', groups.deep],
    ['both', 4],
    ['guest', groups.low],
    ['asked', groups.deep],
    ['boss', groups.top],
    ['able', groups.top],
  ];
  await put(
    account,
    'user_group_member',
    places.map(([name, group]) => ({ group_id: at(group), member_id: at(members[name]), made_at: MADE })),
  );
  await put(account, 'member_permission', [{ member_id: at(members.able), permission: 'audit.view' }]);
  // What comes from above to all of theirs makes all of them stronger than who has it not, so it is there for who only views.
  const fromAbove = role.permissions.includes('users.manage')
    ? []
    : [{ group_id: at(3), permission: 'computers.enrol' }];
  await put(account, 'user_group_permission', [
    { group_id: at(4), permission: 'sessions.view' },
    { group_id: at(groups.deep), permission: 'users.view' },
    ...fromAbove,
  ]);
  await put(account, 'invitation', [
    invitation(seed, 50, { member_id: at(members.guest), invited_by: at(100) }),
    invitation(seed, 51, { member_id: at(members.asked), invited_by: at(members.mona) }),
  ]);
  await put(account, 'computer', [
    computer(seed, computers.desk, { name: 'Desk', group_id: at(sites.site) }),
    computer(seed, computers.lamp, { name: 'Lamp', group_id: at(sites.site), status: 'waiting' }),
    computer(seed, computers.own, { name: 'Own', owner_id: at(members.ines) }),
  ]);
  await put(account, 'user_group_access', [
    { id: at(60), user_group_id: at(groups.low), kind: 'group', group_id: at(sites.site), made_at: MADE },
    { id: at(61), user_group_id: at(3), kind: 'computer', computer_id: at(computers.desk), made_at: MADE },
  ]);
  await put(account, 'member_access', [
    { id: at(62), member_id: at(members.ivan), kind: 'computer', computer_id: at(computers.own), made_at: MADE },
  ]);
}
