import { setAccess as operation } from '@latchkey/contract/computer-access';
import { type AccessTarget, refuseAccess } from '@latchkey/domain/computer';
import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';
import { extentFor } from '../kit/limited.ts';
import { bulkWriteTogether, type Handled, type Member } from '../kit/operation.ts';
import { giveAccess, thingsThere, type WantedAccess } from './access.ts';
import { endLostReach } from './ending.ts';

type Target = AccessTarget & { email: string; name: string; kinds: string[]; invited_by: string | null };
type Wanted = WantedAccess & { only_own?: boolean | undefined };

export const setAccess = bulkWriteTogether(operation, async ({ tx, now, me, items }) => {
  const began = { tx, now };
  const members = await lockTargets(
    tx,
    me.account_id,
    items.map(({ member_id }) => member_id),
  );
  const { computers: among } = extentFor(me, 'access.grant');
  const there = await thingsThere(tx, me.account_id, items, among);
  const wanted = new Map<string, Wanted>();
  const handled = items.map((item): Handled<{ member_id: string }> => {
    const target = members.get(item.member_id);
    const refusal = refuseAccess(me, target) ?? (among && target && refuseFurther(me, item, target));
    if (refusal || !target) return { answer: refusal ?? { code: 'not-found' } };
    const named = item.kind === 'chosen' ? [...item.group_ids, ...item.computer_ids] : [];
    if (!named.every((id) => there.has(id))) return { answer: { code: 'not-found' } };
    wanted.set(item.member_id, item);
    const note = {
      before: { kind: kindOf(target.kinds) },
      personal: { email: target.email, name: target.name },
      targets: named,
    };
    return { answer: { member_id: item.member_id }, note };
  });
  if (wanted.size === 0) return handled;
  const ids = [...wanted.keys()];
  await giveAccess(began, me.account_id, [...wanted.values()], among);
  const switched = [...wanted.values()].filter(({ only_own }) => only_own !== undefined);
  await sql`
    update member m set only_own_access = w.only_own, version = m.version + 1
      from jsonb_to_recordset(${JSON.stringify(switched)}::jsonb) as w (member_id uuid, only_own boolean)
     where m.account_id = ${me.account_id} and m.id = w.member_id and m.only_own_access <> w.only_own`.execute(tx);
  // What an invitation brings is this actor's to answer for from now on (I10).
  await sql`
    update invitation set invited_by = ${me.member_id}
     where account_id = ${me.account_id} and member_id = any (${ids}::uuid[]) and ending is null`.execute(tx);
  await endLostReach(began, me.account_id, { members: ids });
  return handled;
});

/**
 * Who gives access in some groups of computers only leaves alone what reaches further (G11): all computers, what a member's user groups open,
 * and what an invitation brings that somebody else answers for.
 */
function refuseFurther(me: Member, { kind, only_own }: Wanted, { status, invited_by }: Target): Refusal | undefined {
  const isOthers = status === 'invited' && invited_by !== me.member_id;
  return kind === 'all' || only_own !== undefined || isOthers ? { code: 'reaches-further' } : undefined;
}

function kindOf(kinds: string[]): string {
  if (kinds.includes('all')) return 'all';
  return kinds.length > 0 ? 'chosen' : 'none';
}

async function lockTargets(tx: Tx, accountId: string, ids: string[]): Promise<Map<string, Target>> {
  const { rows } = await sql<Target>`
    select m.id, m.email, m.name, m.role, m.status, held_by(m.account_id, m.id) as permissions,
           (select i.invited_by from invitation i where i.account_id = m.account_id and i.member_id = m.id and i.ending is null) as invited_by,
           array(select distinct a.kind from member_access a where a.account_id = m.account_id and a.member_id = m.id) as kinds
      from member m where m.account_id = ${accountId} and m.id = any (${ids}::uuid[]) order by m.id for no key update of m`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.id, row]));
}
