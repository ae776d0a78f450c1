import { DEEPEST_GROUP, MOST_USER_GROUPS, refusePlace } from '@latchkey/domain/group';
import type { Refusal } from '@latchkey/domain/refusal';
import { nameKeyOf } from '@latchkey/domain/text';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';

type Home = { account_id: string };

/** Says why a user group of this name can't stand below `parentId`, or at the top, if it is another than `except`. */
export async function refuseName(
  tx: Tx,
  { account_id }: Home,
  { name, parentId, except }: { name: string; parentId: string | null; except?: string },
): Promise<Refusal | undefined> {
  const { rows } = await sql<{ taken: boolean; groups: number }>`
    select count(*)::integer as groups,
           coalesce(bool_or(parent_id is not distinct from ${parentId}::uuid and name_key = ${nameKeyOf(name)} and id is distinct from ${except ?? null}::uuid), false) as taken
      from user_group where account_id = ${account_id}`.execute(tx);
  if (rows[0]?.taken) return { code: 'group-exists' };
  const isFull = except === undefined && (rows[0]?.groups ?? 0) >= MOST_USER_GROUPS;
  return isFull ? { code: 'too-many-groups', maximum: MOST_USER_GROUPS } : undefined;
}

/** Says why a user group, or a new one, can't stand below another, or at the top (G1). */
export async function refusePlaceBelow(
  tx: Tx,
  { account_id }: Home,
  { groupId, parentId }: { groupId: string | undefined; parentId: string | null },
): Promise<Refusal | undefined> {
  if (parentId === null) return undefined;
  const { rows } = await sql<{ above: number; levels: number; is_below_itself: boolean }>`
    select (select count(*)::integer from user_group_above x where x.account_id = ${account_id} and x.group_id = ${parentId}) as above,
           (select coalesce(max(x.distance), 0) + 1 from user_group_above x where x.account_id = ${account_id} and x.above_id = ${groupId ?? null}::uuid) as levels,
           exists (select from user_group_above x where x.account_id = ${account_id} and x.group_id = ${parentId} and x.above_id = ${groupId ?? null}::uuid) as is_below_itself`.execute(
    tx,
  );
  const { above = DEEPEST_GROUP, levels = 1, is_below_itself: isBelowItself = false } = rows[0] ?? {};
  if (above === 0) return { code: 'not-found' };
  return refusePlace({ above, levels, isBelowItself });
}
