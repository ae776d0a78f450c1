import type { AccessKind } from '@latchkey/domain/computer';
import { sql } from 'kysely';
import type { Began, Tx } from '../kit/db.ts';
import { uuidv7 } from '../kit/secrets.ts';

/** Own access as it is wanted for a member (G4). */
export type WantedAccess = {
  member_id: string;
  kind: AccessKind;
  group_ids: readonly string[];
  computer_ids: readonly string[];
};

/** Which of these groups and computers there are, all together; of computer groups only those in `among`, and the computers in them, if given. */
export async function thingsThere(
  tx: Tx,
  accountId: string,
  wanted: readonly Pick<WantedAccess, 'group_ids' | 'computer_ids'>[],
  among: readonly string[] | null = null,
): Promise<Set<string>> {
  const groups = wanted.flatMap(({ group_ids }) => group_ids);
  const computers = wanted.flatMap(({ computer_ids }) => computer_ids);
  if (groups.length + computers.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select id from computer_group where account_id = ${accountId} and id = any (${groups}::uuid[]) ${amongThese(among, 'id')}
    union all select id from computer where account_id = ${accountId} and id = any (${computers}::uuid[]) and status <> 'removed' ${amongThese(among, 'group_id')}`.execute(
    tx,
  );
  return new Set(rows.map(({ id }) => id));
}

function amongThese(among: readonly string[] | null, column: string) {
  return among === null ? sql`` : sql`and ${sql.ref(column)} = any (${among}::uuid[])`;
}

/**
 * Gives members exactly the access that is wanted for each, one entry a member; with `among` only what lies in these groups of computers is
 * set, and the rest is left alone. The account is locked.
 */
export async function giveAccess(
  { tx, now }: Began,
  accountId: string,
  wanted: readonly WantedAccess[],
  among: readonly string[] | null = null,
): Promise<void> {
  const rows = wanted.flatMap(rowsOf).map((row) => ({ id: uuidv7(now), ...row }));
  const members = wanted.map(({ member_id }) => member_id);
  await sql`
    with wanted as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w (id uuid, member_id uuid, kind text, group_id uuid, computer_id uuid)
    ), gone as (
      delete from member_access a
       where a.account_id = ${accountId} and a.member_id = any (${members}::uuid[]) ${givenAmong(among)}
         and not exists (select from wanted w where w.member_id = a.member_id and w.kind = a.kind
                            and w.group_id is not distinct from a.group_id and w.computer_id is not distinct from a.computer_id)
    )
    insert into member_access (account_id, id, member_id, kind, group_id, computer_id, made_at)
    select ${accountId}::uuid, id, member_id, kind, group_id, computer_id, ${now} from wanted
    on conflict do nothing`.execute(tx);
}

/** Whether access `a` is to these groups, or to computers in them; to whatever it is where all are meant. */
function givenAmong(among: readonly string[] | null) {
  return among === null
    ? sql``
    : sql`and (a.group_id = any (${among}::uuid[]) or exists (
        select from computer c where c.account_id = a.account_id and c.id = a.computer_id and c.group_id = any (${among}::uuid[])))`;
}

function rowsOf({ member_id, kind, group_ids, computer_ids }: WantedAccess): object[] {
  if (kind === 'none') return [];
  if (kind === 'all') return [{ member_id, kind: 'all' }];
  return [
    ...[...new Set(group_ids)].map((group_id) => ({ member_id, kind: 'group', group_id })),
    ...[...new Set(computer_ids)].map((computer_id) => ({ member_id, kind: 'computer', computer_id })),
  ];
}
