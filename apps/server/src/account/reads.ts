import { exportAccount, previewClosing, readAccount, readAttention, readSettings } from '@latchkey/contract/account';
import type { Reply } from '@latchkey/contract/operation';
import { erasedAt } from '@latchkey/domain/account';
import { extentOf } from '@latchkey/domain/limited';
import { type Permission, permissions } from '@latchkey/domain/role';
import { type RawBuilder, sql } from 'kysely';
import { readCursor, writeCursor } from '../kit/cursor.ts';
import { amongComputers, amongUsers, extentFor } from '../kit/limited.ts';
import { mailServerOf } from '../kit/mails.ts';
import type { Tx } from '../kit/db.ts';
import { type Member, read } from '../kit/operation.ts';

type AccountRow = {
  id: string;
  company_name: string;
  support_contact: string | null;
  members_may_enrol: boolean;
  invited: boolean;
  computer: boolean;
  connected: boolean;
};

export const readOne = read(readAccount, async ({ tx, me, kit }) => {
  const { rows } = await sql<AccountRow>`
    select a.id, a.company_name, a.support_contact, a.members_may_enrol, exists (select from invitation i where i.account_id = a.id) as invited,
           exists (select from computer c where c.account_id = a.id) as computer,
           exists (select from session s where s.account_id = a.id and s.opened_at is not null) as connected
      from account a where a.id = ${me.account_id}`.execute(tx);
  const [account] = rows;
  if (!account) return { code: 'not-found' };
  const { id, company_name, support_contact, invited, computer, connected } = account;
  const first_steps = me.permissions.includes('users.manage')
    ? { mail: (await mailServerOf(kit, tx)) !== undefined, invite: invited, computer, connect: connected }
    : null;
  const adding = extentOf(me, 'computers.enrol');
  const adds_computers = account.members_may_enrol || (adding !== undefined && adding.computers?.length !== 0);
  const my = {
    member_id: me.member_id,
    role: me.role,
    permissions: [...me.permissions],
    limits: await limitsNamed(tx, me),
    adds_computers,
  };
  return { id, company_name, my, first_steps, support_contact };
});

type Named = { id: string; name: string };

/** The limits of the caller with the names of the groups that were chosen. */
async function limitsNamed(tx: Tx, { account_id, limits }: Member) {
  if (!limits) return null;
  const { user_tops: users, computers } = limits;
  const { rows } = await sql<{ user_groups: Named[]; computer_groups: Named[] }>`
    select (select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by g.name, g.id), '[]')
              from user_group g where g.account_id = ${account_id} and g.id = any (${users ?? []}::uuid[])) as user_groups,
           (select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by g.name, g.id), '[]')
              from computer_group g where g.account_id = ${account_id} and g.id = any (${computers ?? []}::uuid[])) as computer_groups`.execute(
    tx,
  );
  const { user_groups = [], computer_groups = [] } = rows[0] ?? {};
  return {
    permissions: permissions.filter((one) => limits.permissions.includes(one)),
    user_groups: users && user_groups,
    computer_groups: computers && computer_groups,
  };
}

type Change = { at: Date; changed: string[]; by: string | null };

export const settings = read(readSettings, async ({ tx, me }) => {
  const account = await tx.selectFrom('account').selectAll().where('id', '=', me.account_id).executeTakeFirstOrThrow();
  // The last thousand changes are more than anybody makes; what was set before them counts as never changed.
  const { rows } = await sql<Change>`
    select a.at, a.after->'changed' as changed, coalesce(nullif(m.name, ''), nullif(m.email, '')) as by
      from audit a left join member m on m.account_id = a.account_id and m.id = a.actor_id
     where a.account_id = ${me.account_id} and a.act = 'account.edit' order by a.at desc, a.id desc limit 1000`.execute(
    tx,
  );
  const fallbacks = {
    company_name: null,
    language: null,
    invitation_days: 14,
    inactivity_days: 90,
    sender_name: account.company_name,
    reply_to: null,
    support_contact: null,
    members_may_enrol: false,
    session_idle_minutes: 15,
    lock_only_person: false,
  };
  const names = Object.keys(fallbacks) as (keyof typeof fallbacks)[];
  const settings = names.map((name) => {
    const last = rows.find((row) => Array.isArray(row.changed) && row.changed.includes(name));
    return {
      name,
      value: account[name],
      fallback: fallbacks[name],
      changed_at: last?.at.toISOString() ?? null,
      changed_by: last?.by ?? null,
    };
  });
  return { version: account.version, settings };
});

type Counts = Reply<typeof readAttention>;

const SOON_DAYS = 3;
const LATELY_DAYS = 30;

export const attention = read(readAttention, async ({ tx, now, me }) => {
  const { users } = extentFor(me, 'users.view');
  const seen =
    users === null
      ? sql``
      : sql`and exists (
    select from member m where m.account_id = i.account_id and m.id = i.member_id ${amongUsers(users, 'm')})`;
  const open = (state: RawBuilder<unknown>) => sql`
    select from invitation i join mail on mail.account_id = i.account_id and mail.subject_id = i.id and mail.generation = i.generation
     where i.account_id = ${me.account_id} and i.ending is null and i.expires_at > ${now} and ${state} ${seen}`;
  const active = sql`
    select from member m where m.account_id = ${me.account_id} and m.status = 'active' and m.role = any('{holder,super_admin,admin,member}') ${amongUsers(users, 'm')}`;
  const quiet = sql`coalesce(m.last_entered_at, '-infinity'::timestamptz)`;
  const computers = (state: RawBuilder<unknown>, permission: Permission) => {
    const extent = extentOf(me, permission);
    return sql`
    select from computer c where c.account_id = ${me.account_id} and c.status <> 'removed' and ${state} and ${extent !== undefined} ${amongComputers(extent?.computers ?? null, 'c')}`;
  };
  const questions: Record<keyof Counts, RawBuilder<unknown>> = {
    bounced: open(sql`mail.state = 'bounced'`),
    without_mail_server: open(sql`mail.state = 'no_mail_server'`),
    expiring: sql`
      select from invitation i where i.account_id = ${me.account_id} and i.ending is null
         and i.expires_at > ${now} and i.expires_at <= ${now}::timestamptz + make_interval(days => ${SOON_DAYS}) ${seen}`,
    // What the sweeper has not closed yet has expired all the same. Who was invited is in no group any more then.
    expired: sql`
      select from invitation i where i.account_id = ${me.account_id} and (i.ending = 'expired' or (i.ending is null and i.expires_at <= ${now}))
         and i.expires_at > ${now}::timestamptz - make_interval(days => ${LATELY_DAYS}) and ${users === null}`,
    // Who asks has opened it, though the note of that may be a moment behind.
    never_opened: sql`${active} and ${quiet} = '-infinity'::timestamptz and m.id <> ${me.member_id}`,
    inactive: sql`${active} and ${quiet} > '-infinity'::timestamptz
      and ${quiet} <= ${now}::timestamptz - make_interval(days => (select a.inactivity_days from account a where a.id = ${me.account_id}))`,
    suspended: sql`select from member m where m.account_id = ${me.account_id} and m.status = 'suspended' ${amongUsers(users, 'm')}`,
    waiting_computers: computers(sql`c.status = 'waiting'`, 'computers.manage'),
    locked_computers: computers(sql`c.lock_id is not null`, 'computers.unlock'),
  };
  const columns = Object.entries(questions).map(
    ([name, question]) =>
      sql`(select least(count(*), 1000)::integer from (${question} limit 1000) counted) as ${sql.ref(name)}`,
  );
  const { rows } = await sql<Counts>`select ${sql.join(columns)}`.execute(tx);
  return rows[0] ?? { code: 'not-found' };
});

export const closing = read(previewClosing, async ({ tx, now, me }) => {
  const { rows } = await sql<{ members: number; invitations: number; tokens: number }>`
    select (select count(*)::integer from member where account_id = ${me.account_id} and status in ('active', 'suspended')
              and id <> ${me.member_id}) as members,
           (select count(*)::integer from invitation where account_id = ${me.account_id} and ending is null) as invitations,
           (select count(*)::integer from api_token where account_id = ${me.account_id} and ended_at is null) as tokens`.execute(
    tx,
  );
  const counts = rows[0] ?? { members: 0, invitations: 0, tokens: 0 };
  return { ...counts, erased_at: erasedAt(now).toISOString() };
});

const parts = [
  'account',
  'member',
  'invitation',
  'computer_group',
  'computer',
  'member_access',
  'user_group',
  'user_group_access',
  'enrolment_code',
  'session',
  'lockout',
  'access_request',
  'audit',
] as const;
type Part = (typeof parts)[number];
type Exported = { id: string; at: Date | null; row: Record<string, unknown> };

/** Where an export begins again: in which part, after which row. */
type Place = { part: Part; at: string; id: string };
const FIRST: Place = { part: 'account', at: '1970-01-01T00:00:00.000Z', id: '00000000-0000-0000-0000-000000000000' };

export const exported = read(exportAccount, async ({ tx, me, query }) => {
  const place = query.cursor === undefined ? FIRST : placeIn(query.cursor);
  const { rows } = await exportOf(me.account_id, place, query.limit).execute(tx);
  const items = rows.map(({ row }) => ({ kind: place.part, row }));
  const last = rows.at(-1);
  const isWhole = rows.length < query.limit;
  const following = parts[parts.indexOf(place.part) + 1];
  const next = isWhole
    ? following && { ...FIRST, part: following }
    : last && { part: place.part, at: last.at?.toISOString() ?? FIRST.at, id: last.id };
  return { items, next_cursor: next ? writeCursor([next.part, next.at, next.id]) : null };
});

function placeIn(cursor: string): Place {
  const [name, at, id] = readCursor(cursor, ['text', 'moment', 'id']);
  const part = parts.find((one) => one === name) ?? 'audit';
  return { part, at, id };
}

/** What is no use to anybody outside: what is derived, secret, or of this installation only. */
const UNTOLD: Partial<Record<Part, string[]>> = {
  computer_group: ['name_key'],
  computer: ['sort_name', 'search_text', 'node_id', 'link_id'],
  enrolment_code: ['code_hash'],
  session: ['person_id', 'sign_in_id', 'node_id'],
};

/** The next rows of one part, in the order of their keys. Personal values of the activity stand beside it, so they are put in. */
function exportOf(accountId: string, { part, at, id }: Place, limit: number): RawBuilder<Exported> {
  if (part === 'account')
    return sql`select a.id, null::timestamptz as at, to_jsonb(a) as row from account a where a.id = ${accountId} and a.id > ${id}::uuid`;
  if (part === 'member')
    return sql`
      select m.id, null::timestamptz as at, to_jsonb(m) - 'person_id' - 'sort_name' - 'account_id' as row from member m
       where m.account_id = ${accountId} and m.id > ${id}::uuid order by m.id limit ${limit}`;
  if (part === 'invitation')
    return sql`
      select i.id, null::timestamptz as at, to_jsonb(i) - 'account_id' as row from invitation i
       where i.account_id = ${accountId} and i.id > ${id}::uuid order by i.id limit ${limit}`;
  if (part === 'user_group')
    return sql`
      select g.id, null::timestamptz as at, to_jsonb(g) - 'name_key' - 'account_id' || jsonb_build_object('members', array(
               select i.member_id from user_group_member i where i.account_id = g.account_id and i.group_id = g.id order by i.member_id)) as row
        from user_group g where g.account_id = ${accountId} and g.id > ${id}::uuid order by g.id limit ${limit}`;
  // A request may name what was never here; to nobody but who asked is it any.
  const isKept =
    part === 'access_request'
      ? sql`and (x.computer_id is null or exists (select from computer c where c.account_id = x.account_id and c.id = x.computer_id))`
      : sql``;
  if (part !== 'audit')
    return sql`
      select x.id, null::timestamptz as at, to_jsonb(x) - ${UNTOLD[part] ?? []}::text[] - 'account_id' as row from ${sql.table(part)} x
       where x.account_id = ${accountId} and x.id > ${id}::uuid ${isKept} order by x.id limit ${limit}`;
  return sql`
    select a.id, a.at, (to_jsonb(a) - 'account_id' - 'xact' - 'personal_hash') || jsonb_build_object('personal', p."values") as row
      from audit a left join audit_personal p on p.account_id = a.account_id and p.audit_id = a.id
     where a.account_id = ${accountId} and (a.at, a.id) > (${at}::timestamptz, ${id}::uuid) order by a.at, a.id limit ${limit}`;
}
