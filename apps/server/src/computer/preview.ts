import { sql } from 'kysely';
import {
  consequencesOf,
  isNamedTo,
  lookAt,
  rightsOf,
  type Subjects,
  subjectsOf,
  type Thing,
} from '../kit/consequences.ts';
import type { Tx } from '../kit/db.ts';
import { watchExtents } from '../kit/extent-watch.ts';
import type { Member, Preview } from '../kit/operation.ts';

/** What putting computers into other groups takes and gives (P9, G8): also to whom limited roles give these groups. */
export const previewMove: Preview = (of) => lookAround(of, async () => []);

/** The same of deleting groups of computers; codes for them end, and what acted for those who looked after nothing else. */
export const previewGroupsGone: Preview = (of) => {
  const groups = idsIn(of.items);
  return lookAround(of, async ({ tx, me }, limited) => [
    ...(await rightsOf(tx, limited, me)),
    ...(await codesFor({ tx, me }, groups)),
  ]);
};

type Of = { tx: Tx; me: Member };

async function lookAround(
  { tx, me, items }: Parameters<Preview>[0],
  more: (of: Of, limited: string[]) => Promise<Thing[]>,
): ReturnType<Preview> {
  const subjects: Subjects = { ...(await subjectsOf(tx, items)), members: [] };
  const groups = idsIn(items);
  const limited = await limitedAround({ tx, me }, groups, subjects.computers);
  const look = async () => [...(await lookAt(tx, subjects, me)), ...(await more({ tx, me }, limited))];
  const before = await look();
  const things = subjects.computers;
  const afterwards = await watchExtents({ tx, me }, { side: 'computers', groups, things, limited });
  return async () => [...consequencesOf(before, await look()), ...(await afterwards())];
}

function idsIn(items: readonly object[]): string[] {
  return items.flatMap((item) => {
    const id: unknown = Reflect.get(item, 'group_id');
    return typeof id === 'string' ? [id] : [];
  });
}

/**
 * Who has a role that is limited to these groups, or to those that these computers are in. Nobody learns it who keeps some groups
 * themselves: others may be outside of these (G11).
 */
async function limitedAround(
  { tx, me }: Of,
  groups: readonly string[],
  computers: readonly string[],
): Promise<string[]> {
  if (!me.permissions.includes('computers.manage')) return [];
  const { rows } = await sql<{ id: string }>`
    select distinct m.id from custom_role_computer_group l
      join member m on m.account_id = l.account_id and m.role_id = l.role_id
     where l.account_id = ${me.account_id} and (l.group_id = any (${groups}::uuid[]) or l.group_id in (
       select c.group_id from computer c where c.account_id = ${me.account_id} and c.id = any (${computers}::uuid[])))`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}

/** Codes that let computers into these groups, whoever made them. */
async function codesFor({ tx, me }: Of, groups: readonly string[]): Promise<Thing[]> {
  const { rows } = await sql<Thing>`
    select distinct c.kind, c.member_id, c.subject_id, c.label, ${isNamedTo(me)} as is_named from consequence c
     where c.kind = 'code' and c.subject_id = any (array(
       select e.id from enrolment_code e
        where e.account_id = ${me.account_id} and e.group_id = any (${groups}::uuid[]) and e.ending is null))
     order by c.label, c.subject_id`.execute(tx);
  return rows;
}
