import type { AccessKind } from '@latchkey/domain/computer';
import { sql } from 'kysely';
import type { Began, Tx } from '../kit/db.ts';
import { uuidv7 } from '../kit/secrets.ts';
import type { Opened } from './grouping.ts';

/** What is wanted to be open to a user group (G4). */
export type WantedOpened = { kind: AccessKind; group_ids: readonly string[]; computer_ids: readonly string[] };

/** The things that are wanted, each once. */
export function thingsIn({ kind, group_ids, computer_ids }: WantedOpened): Opened[] {
  if (kind === 'none') return [];
  if (kind === 'all') return [{ kind: 'all', group_id: null, computer_id: null }];
  return [
    ...[...new Set(group_ids)].map((group_id) => ({ kind: 'group' as const, group_id, computer_id: null })),
    ...[...new Set(computer_ids)].map((computer_id) => ({ kind: 'computer' as const, group_id: null, computer_id })),
  ];
}

/** Opens exactly these to a user group. The account is locked. */
export async function openTo(
  { tx, now }: Began,
  accountId: string,
  { groupId, things }: { groupId: string; things: readonly Opened[] },
): Promise<void> {
  const rows = things.map((opened) => ({ id: uuidv7(now), ...opened }));
  await sql`
    with wanted as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w (id uuid, kind text, group_id uuid, computer_id uuid)
    ), gone as (
      delete from user_group_access a
       where a.account_id = ${accountId} and a.user_group_id = ${groupId}
         and not exists (select from wanted w where w.kind = a.kind
                            and w.group_id is not distinct from a.group_id and w.computer_id is not distinct from a.computer_id)
    )
    insert into user_group_access (account_id, id, user_group_id, kind, group_id, computer_id, made_at)
    select ${accountId}::uuid, id, ${groupId}::uuid, kind, group_id, computer_id, ${now} from wanted
    on conflict do nothing`.execute(tx);
}

/** Whether a user group opens anything by itself but these groups of computers and what is in them. */
export async function opensBeyond(
  tx: Tx,
  accountId: string,
  { groupId, computers }: { groupId: string; computers: readonly string[] },
): Promise<boolean> {
  const { rows } = await sql<{ beyond: boolean }>`
    select exists (
      select from user_group_access a left join computer c on c.account_id = a.account_id and c.id = a.computer_id
       where a.account_id = ${accountId} and a.user_group_id = ${groupId}
         and coalesce(a.group_id, c.group_id) = any (${computers}::uuid[]) is not true) as beyond`.execute(tx);
  return rows[0]?.beyond ?? false;
}
