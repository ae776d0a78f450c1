import { uuidv7 } from '../../src/kit/secrets.ts';
import { type Access, type ReachFacts, waysTo } from '@latchkey/domain/reach';
import fc from 'fast-check';
import { freshComputer, freshGroup, nextName } from '../operations/computer-samples.ts';
import { invite } from '../operations/crowd.ts';
import { type Company, memberIdOf, personNamed } from '../people.ts';

type DrawnAccess = { all: boolean; groups: number[]; computers: number[] };

/** How everybody of a place stands, all by their place in it. */
type Drawn = {
  /** The group above each user group; -1 is none. */
  parents: number[];
  groupAccess: DrawnAccess[];
  members: { suspended: boolean; onlyOwn: boolean; groups: number[]; access: DrawnAccess }[];
  computers: { waiting: boolean; owner: number; group: number }[];
};

const [MEMBERS, COMPUTERS, COMPUTER_GROUPS, GROUPS] = [4, 4, 2, 5];

const some = (of: number) => fc.uniqueArray(fc.nat({ max: of - 1 }), { maxLength: 2 });
const anyAccess: fc.Arbitrary<DrawnAccess> = fc
  .record({ all: fc.boolean(), groups: some(COMPUTER_GROUPS), computers: some(COMPUTERS) })
  // Most access is small, or everybody would reach everything.
  .map((access) => ({ ...access, all: access.all && access.groups.length + access.computers.length === 0 }));
const listOf = <T>(what: fc.Arbitrary<T>, length: number) => fc.array(what, { minLength: length, maxLength: length });
const anyDrawn: fc.Arbitrary<Drawn> = fc.record({
  parents: fc.tuple(...Array.from({ length: GROUPS }, (_, at) => fc.integer({ min: -1, max: at - 1 }))),
  groupAccess: listOf(anyAccess, GROUPS),
  members: listOf(
    fc.record({ suspended: oneIn(4), onlyOwn: oneIn(3), groups: some(GROUPS), access: anyAccess }),
    MEMBERS,
  ),
  computers: listOf(
    fc.record({
      waiting: oneIn(4),
      owner: fc.integer({ min: -1, max: MEMBERS - 1 }),
      group: fc.integer({ min: -1, max: COMPUTER_GROUPS - 1 }),
    }),
    COMPUTERS,
  ),
});

function oneIn(times: number): fc.Arbitrary<boolean> {
  return fc.nat({ max: times - 1 }).map((drawn) => drawn === 0);
}

/** So many accounts, the same each time. */
export function drawnAccounts(count: number): Drawn[] {
  return fc.sample(anyDrawn, { numRuns: count, seed: 7 });
}

/** The members and computers of a company that stand in many ways, one after the other. */
export type Place = {
  company: Company;
  members: string[];
  computers: string[];
  computerGroups: string[];
  /** The user groups of the present round. */
  groups: string[];
  /** Every member, the holder and an invited one among them, with every computer. */
  pairs: { member: string; computer: string }[];
  fill(drawn: Drawn, round: number): Promise<void>;
};

/** Makes the people and computers, whose standing is then drawn. */
export async function settle(company: Company): Promise<Place> {
  const inTurn = async <T>(count: number, make: (at: number) => Promise<T>): Promise<T[]> => {
    const made: T[] = [];
    for (let at = 0; at < count; at += 1) made.push(await make(at));
    return made;
  };
  const members = await inTurn(MEMBERS, async () =>
    memberIdOf(await personNamed(company, nextName('Drawn')), company.accountId),
  );
  const computers = await inTurn(COMPUTERS, () => freshComputer(company));
  const computerGroups = await inTurn(COMPUTER_GROUPS, () => freshGroup(company));
  const invited = await invite(company, `${nextName('drawn')}@example.test`);
  const everybody = [await memberIdOf(company.holder, company.accountId), invited.member_id, ...members];
  const pairs = everybody.flatMap((member) => computers.map((computer) => ({ member, computer })));
  const place: Place = {
    company,
    members,
    computers,
    computerGroups,
    groups: [],
    pairs,
    fill: (...of) => fill(place, ...of),
  };
  return place;
}

/** Writes what was drawn, past all rules but those of the database. */
async function fill(place: Place, { parents, groupAccess, members, computers }: Drawn, round: number): Promise<void> {
  const { server, accountId } = place.company;
  const look = (sql: string, ...values: unknown[]) => server.look(sql, [accountId, ...values]);
  for (const table of ['member_access', 'user_group_access', 'user_group_member'])
    await look(`delete from ${table} where account_id = $1`);
  place.groups = parents.map(() => uuidv7(new Date()));
  for (const [at, parent] of parents.entries())
    await look(
      'insert into user_group (account_id, id, parent_id, name, name_key, made_at) values ($1, $2, $3, $4, $4, now())',
      place.groups[at],
      place.groups[parent] ?? null,
      `r${round} g${at}`,
    );
  for (const [at, { suspended, onlyOwn, groups }] of members.entries()) {
    const status = suspended ? 'suspended' : 'active';
    await look(
      'update member set status = $3, only_own_access = $4 where account_id = $1 and id = $2',
      place.members[at],
      status,
      onlyOwn,
    );
    for (const group of groups)
      await look(
        'insert into user_group_member (account_id, group_id, member_id, made_at) values ($1, $2, $3, now())',
        place.groups[group],
        place.members[at],
      );
  }
  for (const [at, { waiting, owner, group }] of computers.entries())
    await look(
      'update computer set status = $3, owner_id = $4, group_id = $5 where account_id = $1 and id = $2',
      place.computers[at],
      waiting ? 'waiting' : 'active',
      place.members[owner] ?? null,
      place.computerGroups[group] ?? null,
    );
  const open = { place, look };
  for (const [at, { access }] of members.entries())
    await given(open, { table: 'member_access', of: 'member_id', to: place.members[at] }, access);
  for (const [at, access] of groupAccess.entries())
    await given(open, { table: 'user_group_access', of: 'user_group_id', to: place.groups[at] }, access);
}

type Open = { place: Place; look: (sql: string, ...values: unknown[]) => Promise<unknown> };
type Taker = { table: string; of: string; to: string | undefined };

async function given({ place, look }: Open, { table, of, to }: Taker, access: DrawnAccess): Promise<void> {
  const rows = [
    ...(access.all ? [['all', null, null]] : []),
    ...access.groups.map((at) => ['group', place.computerGroups[at], null]),
    ...access.computers.map((at) => ['computer', null, place.computers[at]]),
  ];
  for (const row of rows)
    await look(
      `insert into ${table} (account_id, id, ${of}, kind, group_id, computer_id, made_at) values ($1, gen_random_uuid(), $2, $3, $4, $5, now())`,
      to,
      ...row,
    );
}

type Told = { kind: string; by: { id: string } | null };
type Asked = {
  member: string;
  computer: string;
  why: { reaches: boolean; ways: readonly Told[]; missing: readonly string[] };
};

/** Where an answer says something else than the view, or than the rule book; empty where all three agree. */
export async function differencesIn(place: Place, drawn: Drawn, asked: readonly Asked[]): Promise<string[]> {
  const { server, accountId } = place.company;
  const rows = await server.look<{ pair: string }>(
    `select distinct member_id || ' ' || computer_id as pair from reach where account_id = $1`,
    [accountId],
  );
  const reached = new Set(rows.map(({ pair }) => pair));
  return asked.flatMap(({ member, computer, why }) => {
    const told = [...new Set(why.ways.map(({ kind, by }) => `${kind} ${by?.id ?? ''}`))].toSorted().join(', ');
    const expected = waysIn(place, drawn, { member, computer });
    const isReached = reached.has(`${member} ${computer}`);
    const agrees = why.reaches === isReached && told === expected && (why.missing.length === 0) === isReached;
    return agrees ? [] : [`${member} ${computer}: told ${told}; expected ${expected}; in the view ${isReached}`];
  });
}

/** Every way between two by the rule book, as words. */
function waysIn(place: Place, drawn: Drawn, pair: { member: string; computer: string }): string {
  const at = place.members.indexOf(pair.member);
  const isHolder = pair.member === place.pairs[0]?.member;
  const member = drawn.members[at];
  const computer = drawn.computers[place.computers.indexOf(pair.computer)];
  const facts = {
    id: pair.member,
    isActive: isHolder || member?.suspended === false,
    isHolder,
    onlyOwn: member?.onlyOwn ?? false,
    groups: (member?.groups ?? []).map((group) => place.groups[group] ?? ''),
  };
  const ways = waysTo(
    facts,
    {
      id: pair.computer,
      isActive: computer?.waiting === false,
      owner: place.members[computer?.owner ?? -1] ?? null,
      group: place.computerGroups[computer?.group ?? -1] ?? null,
    },
    factsIn(place, drawn),
  );
  const words = ways.map((way) => `${way.kind} ${'by' in way && way.by.kind === 'user_group' ? way.by.id : ''}`);
  return words.toSorted().join(', ');
}

function factsIn(place: Place, { parents, groupAccess, members }: Drawn): ReachFacts {
  const above = (at: number): string[] => (at < 0 ? [] : [place.groups[at] ?? '', ...above(parents[at] ?? -1)]);
  const accessOf = ({ all, groups, computers }: DrawnAccess): Access => ({
    all,
    groups: new Set(groups.map((at) => place.computerGroups[at] ?? '')),
    computers: new Set(computers.map((at) => place.computers[at] ?? '')),
  });
  return {
    access: new Map(members.map(({ access }, at) => [place.members[at] ?? '', accessOf(access)])),
    groupAccess: new Map(groupAccess.map((access, at) => [place.groups[at] ?? '', accessOf(access)])),
    above: new Map(parents.map((_, at) => [place.groups[at] ?? '', above(at)])),
  };
}
