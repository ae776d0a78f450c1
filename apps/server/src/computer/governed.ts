import { type Extent, mayBeLimited } from '@latchkey/domain/limited';
import { type Permission, permissions } from '@latchkey/domain/role';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../kit/db.ts';

/** What limited roles let those who have them do to computers of a group (G5), by role. */
type Roles = ReadonlyMap<string, readonly Permission[]>;

/** The roles that are limited to each of these groups of computers, with what they let do to a computer. */
export async function rolesOver(
  tx: Tx,
  { account_id }: { account_id: string },
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string | null, Roles>> {
  const { rows } = await sql<{ group_id: string; role_id: string; permissions: Permission[] }>`
    select l.group_id, l.role_id, array_agg(p.permission) as permissions
      from custom_role_computer_group l join custom_role_permission p on p.account_id = l.account_id and p.role_id = l.role_id
     where l.account_id = ${account_id} and l.group_id = any (${ids.filter((id) => id !== null)}::uuid[])
       and p.permission = any (${aboutComputers}::text[])
     group by l.group_id, l.role_id`.execute(tx);
  const byGroup = Map.groupBy(rows, ({ group_id }) => group_id);
  return new Map([...byGroup].map(([id, roles]) => [id, new Map(roles.map((one) => [one.role_id, one.permissions]))]));
}

const aboutComputers = permissions.filter((one) => mayBeLimited(one, ['computers']));

/** What a computer that comes into a group lets those do to it who did not look after where it comes from (G10). */
export function governsAnew(
  over: ReadonlyMap<string | null, Roles>,
  { from, to }: { from: string | null; to: string | null },
): Permission[] {
  const before = over.get(from);
  const fresh = [...(over.get(to) ?? [])].filter(([role]) => !before?.has(role));
  return [...new Set(fresh.flatMap(([, held]) => held))];
}

/** Which of these groups of computers are open to whom somebody may give no reach there, who may give it in `extent` only (G10). */
export async function openedBeyond(
  tx: Tx,
  { account_id }: { account_id: string },
  { ids, extent }: { ids: readonly string[]; extent: Extent | undefined },
): Promise<ReadonlySet<string>> {
  const { users = null, computers = null } = extent ?? {};
  const outside = computers === null ? [] : ids.filter((id) => !computers.includes(id));
  if (users === null || ids.length === 0) return new Set(outside);
  const { rows } = await sql<{ id: string }>`
    select a.group_id as id from user_group_access a
     where a.account_id = ${account_id} and a.group_id = any (${ids}::uuid[]) and a.user_group_id <> all (${users}::uuid[])
    union
    select a.group_id from member_access a
     where a.account_id = ${account_id} and a.group_id = any (${ids}::uuid[])
       and (select coalesce(bool_or(i.group_id <> all (${users}::uuid[])), true) from user_group_member i
             where i.account_id = a.account_id and i.member_id = a.member_id)`.execute(tx);
  return new Set([...outside, ...rows.map(({ id }) => id)]);
}

/**
 * The condition that a member of the row `m` holds a permission for the computer of the row `c`: for the whole account, or by a role that is
 * limited to groups of computers with that one among them (G5).
 */
export function holdsFor(permission: Permission): RawBuilder<boolean> {
  return sql`exists (
    select from power p where p.account_id = m.account_id and p.member_id = m.id and p.permission = ${permission}
       and (not p.is_limited or exists (
         select from custom_role_computer_group l where l.account_id = m.account_id and l.role_id = m.role_id and l.group_id = c.group_id)))`;
}
