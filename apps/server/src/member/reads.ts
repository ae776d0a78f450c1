import { listMembers } from '@latchkey/contract/member';
import type { MailState } from '@latchkey/domain/invitation';
import type { MemberStatus } from '@latchkey/domain/member';
import type { Role } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { pageOf, readCursor, totalOf } from '../kit/cursor.ts';
import { read } from '../kit/operation.ts';

type Row = {
  id: string;
  email: string;
  name: string;
  role: Role;
  status: MemberStatus;
  last_entered_at: Date | null;
  sort_name: string;
  counted: number;
  invitation: { id: string; sent_at: string; expires_at: string; expired: boolean; mail: MailState } | null;
};

export const list = read(listMembers, async ({ tx, now, me, query }) => {
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor, ['text', 'id']);
  const of = sql`m.account_id = ${me.account_id} and m.status <> 'removed' ${query.status === undefined ? sql`` : sql`and m.status = ${query.status}`}`;
  const beyond = after === undefined ? sql`` : sql`and (m.sort_name, m.id) > (${after[0]}, ${after[1]}::uuid)`;
  const { rows } = await sql<Row>`
    with page as (
      select m.* from member m where ${of} ${beyond} order by m.sort_name, m.id limit ${query.limit + 1}
    ), counted as (
      select count(*)::integer as n from (select from member m where ${of} limit 1001) capped
    )
    select p.id, p.email, p.name, p.role, p.status, p.last_entered_at, p.sort_name, c.n as counted,
           case when i.id is not null then jsonb_build_object('id', i.id, 'sent_at', i.sent_at, 'expires_at', i.expires_at,
             'expired', i.expires_at <= ${now}, 'mail', coalesce(mail.state, 'waiting')) end as invitation
      from counted c left join page p on true
      left join invitation i on i.account_id = p.account_id and i.member_id = p.id and i.ending is null
      left join mail on mail.account_id = i.account_id and mail.subject_id = i.id and mail.generation = i.generation
     order by p.sort_name, p.id`.execute(tx);
  const members = rows.filter((row) => row.id !== null);
  const { items, next_cursor } = pageOf(members, query.limit, (row) => [row.sort_name, row.id]);
  return { items: items.map(shown), next_cursor, total: totalOf(rows[0]?.counted ?? 0) };
});

function shown({ sort_name: _, counted: __, invitation, ...row }: Row) {
  const last_entered_at = row.last_entered_at?.toISOString() ?? null;
  if (invitation === null) return { ...row, last_entered_at, invitation };
  const moments = {
    sent_at: new Date(invitation.sent_at).toISOString(),
    expires_at: new Date(invitation.expires_at).toISOString(),
  };
  return { ...row, last_entered_at, invitation: { ...invitation, ...moments } };
}
