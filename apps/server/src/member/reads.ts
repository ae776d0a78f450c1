import { listMembers, readMember } from '@latchkey/contract/member';
import type { MailState } from '@latchkey/domain/invitation';
import type { MemberStatus } from '@latchkey/domain/member';
import type { Role } from '@latchkey/domain/role';
import { type RawBuilder, sql } from 'kysely';
import { pageOf, readCursor, totalOf } from '../kit/cursor.ts';
import { read } from '../kit/operation.ts';

type Row = {
  id: string;
  email: string;
  name: string;
  role: Role;
  status: MemberStatus;
  last_entered_at: Date | null;
  invitation: { id: string; sent_at: string; expires_at: string; expired: boolean; mail: MailState } | null;
};
type ListedRow = Row & { sort_name: string; counted: number };

/** What is shown of a member `p`, whose open invitation `withInvitation` has joined. */
function columnsAt(now: Date): RawBuilder<unknown> {
  return sql`
    p.id, p.email, p.name, p.role, p.status, p.last_entered_at,
    case when i.id is not null then jsonb_build_object('id', i.id, 'sent_at', i.sent_at, 'expires_at', i.expires_at,
      'expired', i.expires_at <= ${now}, 'mail', coalesce(mail.state, 'waiting')) end as invitation`;
}

const withInvitation = sql`
  left join invitation i on i.account_id = p.account_id and i.member_id = p.id and i.ending is null
  left join mail on mail.account_id = i.account_id and mail.subject_id = i.id and mail.generation = i.generation`;

export const list = read(listMembers, async ({ tx, now, me, query }) => {
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor, ['text', 'id']);
  const of = sql`m.account_id = ${me.account_id} and m.status <> 'removed' ${query.status === undefined ? sql`` : sql`and m.status = ${query.status}`}`;
  const beyond = after === undefined ? sql`` : sql`and (m.sort_name, m.id) > (${after[0]}, ${after[1]}::uuid)`;
  const { rows } = await sql<ListedRow>`
    with page as (
      select m.* from member m where ${of} ${beyond} order by m.sort_name, m.id limit ${query.limit + 1}
    ), counted as (
      select count(*)::integer as n from (select from member m where ${of} limit 1001) capped
    )
    select ${columnsAt(now)}, p.sort_name, c.n as counted
      from counted c left join page p on true ${withInvitation}
     order by p.sort_name, p.id`.execute(tx);
  const members = rows.filter((row) => row.id !== null);
  const { items, next_cursor } = pageOf(members, query.limit, (row) => [row.sort_name, row.id]);
  const shown = items.map(({ sort_name: _, counted: __, ...row }) => wired(row));
  return { items: shown, next_cursor, total: totalOf(rows[0]?.counted ?? 0) };
});

export const member = read(readMember, async ({ tx, now, me, params }) => {
  const { rows } = await sql<Row>`
    select ${columnsAt(now)} from member p ${withInvitation}
     where p.account_id = ${me.account_id} and p.id = ${params.member_id} and p.status <> 'removed'`.execute(tx);
  const [row] = rows;
  return row ? wired(row) : { code: 'not-found' };
});

function wired({ invitation, ...row }: Row) {
  const last_entered_at = row.last_entered_at?.toISOString() ?? null;
  if (invitation === null) return { ...row, last_entered_at, invitation };
  const moments = {
    sent_at: new Date(invitation.sent_at).toISOString(),
    expires_at: new Date(invitation.expires_at).toISOString(),
  };
  return { ...row, last_entered_at, invitation: { ...invitation, ...moments } };
}
