import { sql } from 'kysely';
import { type Db, inTransaction } from './db.ts';

/** Who hears of users in some groups only: these groups, and what stood there when it was last looked at. */
export type Insider = {
  accountId: string;
  /** The user groups that they see users in; nothing for who sees all users, or none. */
  within?: readonly string[] | undefined;
  stood?: string;
};

/** How often is looked at what stands in the groups of who hears of these only. */
const LOOK_MS = 4_000;

/**
 * Looks again and again at what stands in the groups of everybody who sees users in some only, and hands those for whom it is other than
 * before to `tell` (G11). When it looks, and what it finds, depends on nothing outside of these groups, so neither that something is told
 * nor when says anything about that. Who has just come is told, since nobody knows what they read before.
 */
export function watchInside<I extends Insider>(db: Db, insiders: ReadonlySet<I>, tell: (one: I) => void) {
  let under = false;
  const look = async (): Promise<void> => {
    const asked = [...insiders].filter(({ within }) => within !== undefined);
    for (const those of Map.groupBy(asked, keyOf).values()) {
      const [{ accountId, within = [] } = {}] = those;
      if (accountId === undefined) continue;
      const stands = `${within.toSorted().join(' ')} ${await markOf(db, accountId, within)}`;
      for (const one of those) {
        if (one.stood === stands) continue;
        one.stood = stands;
        tell(one);
      }
    }
  };
  const timer = setInterval(() => {
    if (under) return;
    under = true;
    look()
      .catch(() => undefined)
      .finally(() => (under = false));
  }, LOOK_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** Who looks after the same groups is answered by one question. */
function keyOf({ accountId, within = [] }: Insider): string {
  return [accountId, ...within.toSorted()].join(' ');
}

/**
 * A mark of what the lists show of the users in these groups and of the groups: another when any of it is. Of other groups only how many
 * somebody is in counts (G11). When they were last here changes too often to be told, and is told to nobody.
 */
async function markOf(db: Db, accountId: string, groups: readonly string[]): Promise<string> {
  const { rows } = await inTransaction(db, { accountId, mode: 'read' }, ({ tx }) =>
    sql<{ mark: string }>`
      with inside as materialized (
        select distinct i.member_id as id from user_group_member i where i.account_id = ${accountId} and i.group_id = any (${groups}::uuid[])
      ), said (what) as (
        select concat_ws(' ', m.id, m.status, m.role, m.role_id, m.email, m.name)
          from inside join member m on m.account_id = ${accountId} and m.id = inside.id
        union all
        select concat_ws(' ', i.member_id, i.group_id)
          from user_group_member i where i.account_id = ${accountId} and i.group_id = any (${groups}::uuid[])
        union all
        select concat_ws(' ', 'others', i.member_id, count(*))
          from inside join user_group_member i on i.account_id = ${accountId} and i.member_id = inside.id
         where i.group_id <> all (${groups}::uuid[]) group by i.member_id
        union all
        select concat_ws(' ', 'invited', v.member_id, v.generation, v.mail_state, v.expires_at)
          from inside join invitation v on v.account_id = ${accountId} and v.member_id = inside.id and v.ending is null
        union all
        select concat_ws(' ', 'own', p.member_id, p.permission)
          from inside join member_permission p on p.account_id = ${accountId} and p.member_id = inside.id
        union all
        select concat_ws(' ', 'group', g.id, g.name, case when g.parent_id = any (${groups}::uuid[]) then g.parent_id end)
          from user_group g where g.account_id = ${accountId} and g.id = any (${groups}::uuid[])
        union all
        select concat_ws(' ', 'brings', p.group_id, p.permission)
          from user_group_permission p where p.account_id = ${accountId} and p.group_id = any (${groups}::uuid[])
      )
      select concat(count(*), ' ', sum(hashtextextended(what, 0))) as mark from said`.execute(tx),
  );
  return rows[0]?.mark ?? '';
}
