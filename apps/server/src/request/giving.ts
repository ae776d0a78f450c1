import type { Wish } from '@latchkey/domain/request';
import { sql } from 'kysely';
import type { Began } from '../kit/db.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { permit, type Permitted } from '../member/permitting.ts';

/** What a member gets in answer to a request: own access to these, or a permission of their own. */
export type Gift = {
  member_id: string;
  group_ids: readonly string[];
  computer_ids: readonly string[];
  permission: Permitted['permission'] | null;
};

/** What a request is answered with: what it names, or what was chosen where it names nothing. */
export function giftFor(
  { member_id, computer_id, permission }: Wish & { member_id: string },
  chosen: { group_ids: readonly string[]; computer_ids: readonly string[] },
): Gift {
  const named = { member_id, permission, group_ids: [], computer_ids: computer_id === null ? [] : [computer_id] };
  return computer_id === null && permission === null ? { ...named, ...chosen } : named;
}

/** Gives it, beside what the member has; who has access to all computers needs none of them by name. The account is locked. */
export async function give({ tx, now }: Began, accountId: string, gift: Gift): Promise<void> {
  const { member_id, permission } = gift;
  if (permission !== null) await permit(tx, accountId, [{ member_id, permission }]);
  const rows = [
    ...new Set(gift.group_ids).values().map((group_id) => ({ id: uuidv7(now), kind: 'group', group_id })),
    ...new Set(gift.computer_ids).values().map((computer_id) => ({ id: uuidv7(now), kind: 'computer', computer_id })),
  ];
  if (rows.length === 0) return;
  await sql`
    insert into member_access (account_id, id, member_id, kind, group_id, computer_id, made_at)
    select ${accountId}::uuid, w.id, ${member_id}::uuid, w.kind, w.group_id, w.computer_id, ${now}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w (id uuid, kind text, group_id uuid, computer_id uuid)
     where not exists (select from member_access a where a.account_id = ${accountId} and a.member_id = ${member_id} and a.kind = 'all')
    on conflict do nothing`.execute(tx);
}
