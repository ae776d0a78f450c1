import { MOST_GROUPS } from '@latchkey/domain/computer';
import type { Refusal } from '@latchkey/domain/refusal';
import { nameKeyOf } from '@latchkey/domain/text';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';

/** Says why there may be no group of this name besides, if it is another than `except`. */
export async function refuseGroupName(
  tx: Tx,
  accountId: string,
  name: string,
  except?: string,
): Promise<Refusal | undefined> {
  const { rows } = await sql<{ taken: boolean; groups: number }>`
    select count(*)::integer as groups, coalesce(bool_or(name_key = ${nameKeyOf(name)} and id is distinct from ${except ?? null}::uuid), false) as taken
      from computer_group where account_id = ${accountId}`.execute(tx);
  if (rows[0]?.taken) return { code: 'group-exists' };
  const isFull = except === undefined && (rows[0]?.groups ?? 0) >= MOST_GROUPS;
  return isFull ? { code: 'too-many-groups', maximum: MOST_GROUPS } : undefined;
}
