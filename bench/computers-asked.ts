// Who reads the computers list, and what they ask it for.

/** `$1` is the account, `$2` the reader, `$3` the value. */
export type Question = {
  what: string;
  asked: Record<string, string>;
  /** How one who knows the tables would ask the database: `c` is the computer. */
  where: string;
  value?: string;
  isDeep?: true;
};

/** A reader, what they were given before (`gifts`), and what they see of the computers. */
export type Reader = { who: string; role: string; gifts: string[]; with?: string; seen: string; questions: Question[] };

/** A group, a computer or a member by the number that the filler gave it. */
const numbered = (number: number): string => {
  const hex = number.toString(16);
  const [short, long] = [hex.padStart(8, '0'), hex.padStart(15, '0')];
  return `0199${short.slice(0, 4)}-${short.slice(4)}-7000-a${long.slice(0, 3)}-${long.slice(3)}`;
};
const [LARGE_GROUP, SMALL_GROUP, OWNER] = [numbered(1), numbered(120), numbered(1)];

const online = '(c.node_id is not null and c.node_id = any ((select ids from fresh)::uuid[]))';
const inGroup = (id: string) => ({ asked: { group_id: id }, where: 'and c.group_id = $3', value: id });

export const ALL: Question = { what: 'everything', asked: {}, where: '' };

/** What everybody asks; `text` is what a reader's search looks through. */
const byAnybody = (text: string): Question[] => {
  const named = (search: string, folded: string) => ({
    asked: { search },
    where: `and ${text} like $3`,
    value: `%${folded}%`,
  });
  return [
    ALL,
    { ...inGroup(LARGE_GROUP), what: 'a large group' },
    { ...inGroup(SMALL_GROUP), what: 'a small group' },
    { what: 'online ones', asked: { state: 'online' }, where: `and ${online}` },
    { what: 'offline ones', asked: { state: 'offline' }, where: `and c.status = 'active' and not ${online}` },
    { what: 'a rare pattern', ...named('-31847', '-31847') },
    { what: 'a common pattern', ...named('büro', 'buro') },
    { what: 'an absent pattern', ...named('nothing is called so', 'nothing is called so') },
  ];
};

const DEEP: Question = { what: 'a page far down', asked: {}, where: '', isDeep: true };
const BY_MANAGERS: Question[] = [
  DEEP,
  { what: 'those in no group', asked: { group_id: 'none' }, where: 'and c.group_id is null' },
  { what: 'those of one owner', asked: { owner_id: OWNER }, where: 'and c.owner_id = $3', value: OWNER },
  { what: 'those that wait for approval', asked: { state: 'waiting' }, where: `and c.status = 'waiting'` },
  {
    what: 'those without a code',
    asked: { state: 'needs_code' },
    where: `and c.status = 'active' and c.base_cred_id is null`,
  },
  { what: 'locked ones', asked: { state: 'locked' }, where: 'and c.lock_id is not null' },
];

const give = (kind: 'all' | 'group' | 'computer', ids: string) =>
  `insert into member_access (account_id, id, member_id, kind, group_id, computer_id, made_at)
   select $1, gen_random_uuid(), $2, '${kind}', ${kind === 'group' ? 'x.id' : 'null::uuid'}, ${kind === 'computer' ? 'x.id' : 'null::uuid'}, now()
     from (${ids}) x`;
/** Whose user is signed in is not found by a member: what is left of the text without that. */
const openName = `case when c.search_text like $3 then fold_for_search(c.name || chr(10) || c.hostname) end`;

/** An admin sees all and reaches none of them by that; members see what they were given. */
export const READERS: Reader[] = [
  {
    who: 'an admin',
    role: 'admin',
    gifts: [],
    seen: '',
    questions: [...byAnybody('c.search_text'), ...BY_MANAGERS],
  },
  {
    who: 'a member of all of them',
    role: 'member',
    gifts: [give('all', 'select 1')],
    seen: `and c.status = 'active'`,
    questions: [...byAnybody(openName), DEEP],
  },
  {
    who: 'a member of three groups and fifty computers',
    role: 'member',
    gifts: [
      give(
        'group',
        `select id from computer_group where account_id = $1 and name in ('Site 60', 'Site 100', 'Site 140')`,
      ),
      give('computer', `select id from computer where account_id = $1 and status = 'active' order by id desc limit 50`),
      `update computer set owner_id = $2 where account_id = $1 and id in
         (select id from computer where account_id = $1 and status = 'active' order by device_key limit 5)`,
    ],
    with: `mine as materialized (
      select c.id from computer c where c.account_id = $1 and c.status = 'active' and c.owner_id = $2
      union select c.id from member_access a join computer c on c.account_id = a.account_id and c.group_id = a.group_id and c.status = 'active'
             where a.account_id = $1 and a.member_id = $2
      union select c.id from member_access a join computer c on c.account_id = a.account_id and c.id = a.computer_id and c.status = 'active'
             where a.account_id = $1 and a.member_id = $2),`,
    seen: `and c.id in (select id from mine)`,
    questions: byAnybody(openName),
  },
];
