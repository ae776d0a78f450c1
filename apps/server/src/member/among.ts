import type { listMembers } from '@latchkey/contract/member';
import type { Query } from '@latchkey/contract/operation';
import type { Extent } from '@latchkey/domain/limited';
import { type RawBuilder, sql } from 'kysely';
import type { Member } from '../kit/operation.ts';

type Asked = Query<typeof listMembers>;
type Of = { me: Member; now: Date; users: Extent['users'] };
/** Where a page begins: after a place in its order, in words, and an id. */
type After = readonly [place: string, id: string] | undefined;

/**
 * The members of a page of the users list, in order, and how many match, counted to 1,001: `member_page` for who sees users in some groups
 * only, and for those with one custom role. All in these groups, or with this role, are looked at, and nobody else.
 */
export function pageAmong({ me, now, users }: Of, asked: Asked, after: After): RawBuilder<unknown> {
  const { sort, order, limit } = asked;
  const key = sql.ref(sort === 'name' ? 'm.sort_name' : sort === 'added' ? 'm.made_at' : 'm.last_activity_at');
  const direction = sql.raw(order === 'desc' ? 'desc' : 'asc');
  const beyond = after
    ? sql`where (f.key, f.id) ${sql.raw(order === 'desc' ? '<' : '>')} (${placeOf(sort, after[0])}, ${after[1]}::uuid)`
    : sql``;
  return sql`(
    with inside as materialized (
      ${insideOf(me, users, asked)}
    ), found as materialized (
      select m.id, ${key} as key from inside join member m on m.account_id = ${me.account_id} and m.id = inside.id
       where m.status <> 'removed' ${matching(asked, { me, now })}
    )
    select array(select f.id from found f ${beyond} order by f.key ${direction}, f.id ${direction} limit ${limit + 1}) as ids,
           (select least(count(*), 1001)::integer from found) as counted
  )`;
}

/** The ids of all that are looked at: by a group outside of what the caller sees nobody is found (G11). */
function insideOf(me: Member, users: Of['users'], { group_id, role_id }: Asked): RawBuilder<unknown> {
  if (users === null && group_id === undefined)
    return sql`select r.id from member r where r.account_id = ${me.account_id} and r.role_id = ${role_id ?? null}`;
  const seen = users === null ? sql`` : sql`and i.group_id = any (${users}::uuid[])`;
  const asked = group_id === undefined ? sql`` : sql`and i.group_id = ${group_id}`;
  return sql`select distinct i.member_id as id from user_group_member i where i.account_id = ${me.account_id} ${seen} ${asked}`;
}

function placeOf(sort: Asked['sort'], place: string): RawBuilder<unknown> {
  if (sort === 'name') return sql`${place}::text`;
  return place === 'never'
    ? sql`'-infinity'::timestamptz`
    : sql`timestamptz 'epoch' + ${place}::bigint * interval '1 microsecond'`;
}

/**
 * What a row `m` must be besides being looked at, as the list of all understands its filters. A role is compared so that no index is
 * taken for it: of one that was just given to many the planner knows nobody, and would look for each of them among all.
 */
function matching({ status, role, role_id, search, mail }: Asked, { me, now }: Omit<Of, 'users'>): RawBuilder<unknown> {
  const idleSince = sql`${now}::timestamptz - (select make_interval(hours => 24 * a.inactivity_days) from account a where a.id = ${me.account_id})`;
  const idle = sql`${status?.includes('inactive') ?? false} and m.status = 'active' and coalesce(m.last_entered_at, m.made_at) < ${idleSince}`;
  const pattern = sql`(select '%' || regexp_replace(nullif(fold_for_search(${search ?? ''}), ''), '([\\\\%_])', '\\\\\\1', 'g') || '%')`;
  const mailed = sql`exists (
    select from invitation i where i.account_id = m.account_id and i.member_id = m.id and i.ending is null
       and case ${mail ?? ''} when 'expired' then i.expires_at <= ${now} else i.mail_state = ${mail ?? ''} and i.mail_state <> 'sent' end)`;
  return sql.join(
    [
      status?.length ? sql`and (m.status = any (${status}::text[]) or ${idle})` : sql``,
      role?.length ? sql`and m.role = any (${role}::text[])` : sql``,
      role_id === undefined ? sql`` : sql`and m.role_id is not distinct from ${role_id}`,
      search === undefined ? sql`` : sql`and coalesce(m.search_text like ${pattern}, true)`,
      mail === undefined ? sql`` : sql`and ${mailed}`,
    ],
    sql` `,
  );
}
