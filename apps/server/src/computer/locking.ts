import type { ComputerStatus } from '@latchkey/domain/computer';
import type { Permission, Role } from '@latchkey/domain/role';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';

export type LockedComputer = {
  id: string;
  name: string;
  status: ComputerStatus;
  group_id: string | null;
  owner_id: string | null;
  owner_role: Role | null;
  owner_permissions: Permission[];
  owner_status: string | null;
  version: number;
};

/** Locks computers in the order of their ids and gives what is known of those that are not removed. */
export async function lockComputers(
  tx: Tx,
  accountId: string,
  ids: readonly string[],
): Promise<Map<string, LockedComputer>> {
  const { rows } = await sql<LockedComputer>`
    select c.id, c.name, c.status, c.group_id, c.owner_id, o.role as owner_role, o.status as owner_status, c.version,
           case when o.id is null then '{}' else held_by(o.account_id, o.id) end as owner_permissions
      from computer c left join member o on o.account_id = c.account_id and o.id = c.owner_id
     where c.account_id = ${accountId} and c.id = any (${ids}::uuid[]) and c.status <> 'removed'
     order by c.id for no key update of c`.execute(tx);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The groups of these that there are, and whether each is open to anybody, and to this member. */
export async function groupsNamed(
  tx: Tx,
  of: { account_id: string; member_id: string },
  ids: readonly string[],
): Promise<Map<string, { gives: boolean; isOpenToMe: boolean }>> {
  const { rows } = await sql<{ id: string; gives: boolean; mine: boolean }>`
    select g.id,
           exists (select from member_access a where a.account_id = g.account_id and a.group_id = g.id)
             or exists (select from user_group_access a where a.account_id = g.account_id and a.group_id = g.id) as gives,
           exists (select from access_given a where a.account_id = g.account_id and a.group_id = g.id and a.member_id = ${of.member_id}) as mine
      from computer_group g where g.account_id = ${of.account_id} and g.id = any (${ids}::uuid[]) for key share of g`.execute(
    tx,
  );
  return new Map(rows.map(({ id, gives, mine }) => [id, { gives, isOpenToMe: mine }]));
}

/** Which of these computers a member reaches now. */
export async function reachedBy(
  tx: Tx,
  of: { account_id: string; member_id: string },
  ids: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select distinct r.computer_id as id from reach r
     where r.account_id = ${of.account_id} and r.member_id = ${of.member_id} and r.computer_id = any (${ids}::uuid[])`.execute(
    tx,
  );
  return new Set(rows.map(({ id }) => id));
}
