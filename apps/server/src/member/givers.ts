import type { Permission, Role } from '@latchkey/domain/role';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';

type Named = { id: string; name: string };
type Receiving = {
  id: string;
  role: Role;
  needed: readonly Permission[];
  /** Nothing is done to the member, so it does not matter how strong they are. */
  isUntouched?: boolean;
};

/** How many are named of those who could give something. */
const MOST_NAMED = 50;

/**
 * Who could give a member something that takes these permissions: active members who hold them and all that the member holds, since
 * nobody acts on who is stronger; nobody for themselves (G10). To the holder nobody gives anything.
 */
export async function whoCouldGive(
  tx: Tx,
  { account_id }: { account_id: string },
  { id, role, needed, isUntouched = false }: Receiving,
): Promise<{ count: number; first50: Named[] }> {
  // Only who manages roles acts on Admins and Super admins.
  const asked = role === 'member' || isUntouched ? needed : [...needed, 'roles.manage'];
  const { rows } = await sql<Named & { counted: number }>`
    with asked as (
      select unnest(${asked}::text[]) as permission union select unnest(held_by(${account_id}, ${id})) where not ${isUntouched}::boolean
    )
    select m.id, m.sort_name as name, (count(*) over ())::integer as counted
      from (select p.member_id from power p join asked a on a.permission = p.permission
             where p.account_id = ${account_id} and p.member_id <> ${id} and not p.is_limited
             group by p.member_id having count(distinct p.permission) = (select count(*) from asked)) able
      join member m on m.account_id = ${account_id} and m.id = able.member_id and m.status = 'active'
     where ${role} <> 'holder' or ${isUntouched}::boolean order by m.sort_name, m.id limit ${MOST_NAMED}`.execute(tx);
  return { count: rows[0]?.counted ?? 0, first50: rows.map(({ counted: _, ...named }) => named) };
}
