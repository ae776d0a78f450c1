import type { consequenceKinds } from '@latchkey/contract/operation';
import { sql } from 'kysely';
import type { Tx } from './db.ts';

/** One thing that a member has now and may have no more. */
export type Thing = { kind: (typeof consequenceKinds)[number]; member_id: string; subject_id: string; label: string };
export type Consequence = {
  kind: Thing['kind'];
  change: 'lost' | 'gained';
  total: number;
  first50: { id: string; label: string }[];
};

/** What an act is about: members, or computers, those of a group among them. */
export type Subjects = { members: readonly string[]; computers: readonly string[] };

/** What the items name, found out before the act: afterwards a group may have no computers any more. */
export async function subjectsOf(tx: Tx, items: readonly object[]): Promise<Subjects> {
  const [members, computers] = [named(items, 'member_id'), named(items, 'computer_id')];
  const groups = members.length + computers.length > 0 ? [] : named(items, 'group_id');
  if (groups.length === 0) return { members, computers };
  const { rows } = await sql<{ id: string }>`select id from computer where group_id = any (${groups}::uuid[])`.execute(
    tx,
  );
  return { members, computers: rows.map(({ id }) => id) };
}

type Looking = { member_id: string; permissions: readonly string[] };

/**
 * What those members have now, or who has those computers: the rows of the view `consequence` (P9). Who has a computer is named to who
 * sees users, and to its owner (G11); to others it is a number.
 */
export async function lookAt(tx: Tx, { members, computers }: Subjects, me: Looking): Promise<Thing[]> {
  const isNamed = me.permissions.includes('users.view')
    ? sql`true`
    : sql`c.subject_id in (select o.id from computer o where o.owner_id = ${me.member_id})`;
  const withName = sql`case when ${isNamed} then m.sort_name || ' · ' || c.label else c.label end`;
  // Of several members it is said whose access to a computer it is.
  const label =
    members.length > 1 ? sql`case when c.kind like '%computer' then ${withName} else c.label end` : sql`c.label`;
  const query =
    members.length > 0
      ? sql<Thing>`
        select distinct c.kind, c.member_id, c.subject_id, ${label} as label
          from consequence c join member m on m.account_id = c.account_id and m.id = c.member_id
         where c.member_id = any (${members}::uuid[]) order by label, subject_id`
      : sql<Thing>`
        select distinct c.kind, c.member_id, c.subject_id, ${withName} as label
          from (
            select * from consequence where kind in ('computer', 'owned-computer') and subject_id = any (${computers}::uuid[])
            union all
            -- A code for a machine in the place of the computer falls with it.
            select * from consequence where kind = 'code' and subject_id = any (array(
              select e.id from enrolment_code e where e.computer_id = any (${computers}::uuid[]) and e.ending is null))
            union all
            select * from consequence where kind = 'session' and subject_id = any (array(
              select s.id from session s where s.computer_id = any (${computers}::uuid[]) and s.state <> 'ended'))
          ) c join member m on m.account_id = c.account_id and m.id = c.member_id
         order by label, subject_id`;
  return members.length + computers.length === 0 ? [] : (await query.execute(tx)).rows;
}

/**
 * Of what these members have only what they may do beyond their roles, and what acts without them by such; for acts that change nothing
 * else, on many. Whom an invitation is for is said to who sees users (G11).
 */
export async function rightsOf(tx: Tx, members: readonly string[], me: Looking): Promise<Thing[]> {
  const isSeen = me.permissions.includes('users.view');
  const { rows } = await sql<Thing>`
    select distinct c.kind, c.member_id, c.subject_id, case when c.kind = 'permission' or ${isSeen} then c.label else '' end as label
      from consequence c
     where c.member_id = any (${members}::uuid[]) and c.kind in ('permission', 'invitation', 'token', 'code')
     order by label, c.subject_id`.execute(tx);
  return rows;
}

function named(items: readonly object[], field: string): string[] {
  return items.flatMap((item) => {
    const id: unknown = Reflect.get(item, field);
    return typeof id === 'string' ? [id] : [];
  });
}

/** The difference between two looks, by kind: what is lost and what is gained. */
export function consequencesOf(before: Thing[], after: Thing[]): Consequence[] {
  return [...differences(before, after, 'lost'), ...differences(after, before, 'gained')];
}

function differences(from: Thing[], without: Thing[], change: Consequence['change']): Consequence[] {
  const kept = new Set(without.map(nameOf));
  const gone = from.filter((thing) => !kept.has(nameOf(thing)));
  // A thing that several lose, like an invitation whose two ends are named, is one thing.
  const each = new Map(gone.map((thing) => [nameOf(thing), thing])).values();
  const byKind = Map.groupBy(each, (thing) => thing.kind);
  return [...byKind].map(([kind, things]) => ({
    kind,
    change,
    total: things.length,
    first50: things.slice(0, 50).map((thing) => ({ id: thing.subject_id, label: thing.label })),
  }));
}

// A role is the same subject with another label; a computer is lost by each who had it. An invitation is one, whoever answers for it.
function nameOf({ kind, member_id, subject_id, label }: Thing): string {
  const whose = kind === 'computer' || kind === 'owned-computer' ? member_id : '';
  return `${kind} ${whose} ${subject_id} ${kind === 'role' || kind === 'permission' ? label : ''}`;
}
