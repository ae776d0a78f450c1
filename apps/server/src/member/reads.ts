import { listMembers, readMember } from '@latchkey/contract/member';
import type { Query } from '@latchkey/contract/operation';
import type { MailState } from '@latchkey/domain/invitation';
import type { MemberStatus } from '@latchkey/domain/member';
import { type Permission, permissionsOf, powersOf, type Role } from '@latchkey/domain/role';
import { type RawBuilder, sql } from 'kysely';
import { pageOf, readCursor, totalOf } from '../kit/cursor.ts';
import { amongUsers, countGroupsOf, extentFor } from '../kit/limited.ts';
import { type Member, read } from '../kit/operation.ts';
import { Refused } from '../kit/refused.ts';
import { pageAmong } from './among.ts';

type Row = {
  id: string;
  email: string;
  name: string;
  role: Role;
  custom_role: { id: string; name: string } | null;
  /** Permissions beyond the built-in role. */
  extra: Permission[];
  status: MemberStatus;
  made_at: Date;
  last_entered_at: Date | null;
  inactive: boolean;
  no_access: boolean;
  invited_by: string | null;
  invitation: { id: string; sent_at: string; expires_at: string; expired: boolean; mail: MailState } | null;
  in_groups: { own: number; others: number } | null;
};
type ListedRow = Row & { place: string; counted: number };
type Asked = Query<typeof listMembers>;

/** What is shown of a member `p` of an account, beside whom `withInvitation` and `withRights` have been joined. */
function columnsAt(now: Date, me: Member): RawBuilder<unknown> {
  const accountId = me.account_id;
  return sql`
    p.id, p.email, p.name, p.role, p.status,
    case when cr.id is not null then jsonb_build_object('id', cr.id, 'name', cr.name) end as custom_role,
    rights.beyond_role as extra, p.made_at, p.last_entered_at, open.invited_by,
    p.status = 'active' and coalesce(p.last_entered_at, p.made_at) < ${now}::timestamptz
      - (select make_interval(hours => 24 * a.inactivity_days) from account a where a.id = ${accountId}) as inactive,
    p.role <> 'holder' and not rights.has_access as no_access,
    case when open.id is not null then jsonb_build_object('id', open.id, 'sent_at', open.sent_at, 'expires_at', open.expires_at,
      'expired', open.expires_at <= ${now}, 'mail', open.mail_state) end as invitation, ${countGroupsOf(me, 'p')} as in_groups`;
}

/**
 * The open invitation of a member `p`; looked up row by row, since the planner has been seen to read all invitations of the account. Who
 * sent it is named to who sees them (G11).
 */
function withInvitation(me: Member): RawBuilder<unknown> {
  const { users } = extentFor(me, 'users.view');
  const isSeen = sql`by.id = ${me.member_id} or true ${amongUsers(users, 'by')}`;
  const name = users === null ? sql`by.name` : sql`case when ${isSeen} then by.name end`;
  return sql`
  left join lateral (
    select i.id, i.sent_at, i.expires_at, i.mail_state, ${name} as invited_by
      from invitation i join member by on by.account_id = i.account_id and by.id = i.invited_by
     where p.status = 'invited' and i.account_id = p.account_id and i.member_id = p.id and i.ending is null
     limit 1
  ) open on true`;
}

/** The members `p` of these ids, with their custom role and what is theirs beyond it, asked for all at once. */
function withRights(accountId: string, ids: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`rights_among(${accountId}, ${ids}) rights
      join member p on p.account_id = ${accountId} and p.id = rights.member_id
      left join custom_role cr on cr.account_id = ${accountId} and cr.id = p.role_id`;
}

export const list = read(listMembers, async ({ tx, now, me, query }) => {
  const { rows } = await sql<ListedRow>`
    select ${columnsAt(now, me)}, ${placeIn(query)} as place, page.counted
      from ${pageFor(me, now, query)} page
      left join (${withRights(me.account_id, sql`page.ids`)}) on true ${withInvitation(me)}
     order by array_position(page.ids, p.id)`.execute(tx);
  const members = rows.filter((row) => row.id !== null);
  const { items, next_cursor } = pageOf(members, query.limit, (row) => [orderOf(query), row.place, row.id]);
  const shown = items.map(({ place: _, counted: __, ...row }) => wired(row));
  return { items: shown, next_cursor, total: totalOf(rows[0]?.counted ?? 0) };
});

export const member = read(readMember, async ({ tx, now, me, params }) => {
  const { rows } = await sql<Row>`
    select ${columnsAt(now, me)} from ${withRights(me.account_id, sql`array[${params.member_id}::uuid]`)} ${withInvitation(me)}
     where p.status <> 'removed'`.execute(tx);
  const [row] = rows;
  return row ? wired(row) : { code: 'not-found' };
});

/** The ids of a page, and how many match: of all members, of those with a custom role, or of those in the groups the caller sees users in. */
function pageFor(me: Member, now: Date, query: Asked): RawBuilder<unknown> {
  const { users } = extentFor(me, 'users.view');
  const after = query.cursor === undefined ? undefined : afterIn(query.cursor, query);
  if (users !== null || query.role_id !== undefined) return pageAmong({ me, now, users }, query, after);
  return sql`member_page(${JSON.stringify(questionOf(query, after))}::jsonb, ${now}, ${query.limit + 1})`;
}

/** What the page is asked for, as the database takes it. */
function questionOf({ cursor: _, limit: __, ...asked }: Asked, after: [place: string, id: string] | undefined) {
  return { ...asked, ...(after && { after }) };
}

type Order = Pick<Asked, 'sort' | 'order'>;

/** A cursor is a place in one order: in another it would mean nothing. */
function orderOf({ sort, order }: Order): string {
  return `${sort}.${order}`;
}

function afterIn(cursor: string, order: Order): [place: string, id: string] {
  const [of, place, id] = readCursor(cursor, ['text', 'text', 'id']);
  const isPlace = order.sort === 'name' || /^(never|-?\d{1,16})$/.test(place);
  if (of === orderOf(order) && isPlace) return [place, id];
  throw new Refused({ code: 'invalid', problems: [{ path: 'cursor', problem: 'invalid' }] });
}

/** Where a member `p` stands in an order: a name, or a moment in microseconds, which is finer than our clock tells. */
function placeIn({ sort }: Order): RawBuilder<unknown> {
  if (sort === 'name') return sql`p.sort_name`;
  const moment = sql.ref(sort === 'added' ? 'p.made_at' : 'p.last_activity_at');
  return sql`case when ${moment} = '-infinity' then 'never' else (extract(epoch from ${moment}) * 1000000)::bigint::text end`;
}

function wired({ invitation, made_at, last_entered_at, extra, ...row }: Row) {
  const permissions = [...powersOf([...permissionsOf(row.role), ...extra])];
  const moments = {
    permissions,
    made_at: made_at.toISOString(),
    last_entered_at: last_entered_at?.toISOString() ?? null,
  };
  if (invitation === null) return { ...row, ...moments, invitation };
  const of_invitation = {
    sent_at: new Date(invitation.sent_at).toISOString(),
    expires_at: new Date(invitation.expires_at).toISOString(),
  };
  return { ...row, ...moments, invitation: { ...invitation, ...of_invitation } };
}
