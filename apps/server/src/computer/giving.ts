import type { Operation } from '@latchkey/contract/operation';
import { setAccess } from '@latchkey/contract/computer-access';
import { extentOf } from '@latchkey/domain/limited';
import type { Refusal } from '@latchkey/domain/refusal';
import type { Tx } from '../kit/db.ts';
import { refuseBeyond } from '../kit/limited.ts';
import type { Member } from '../kit/operation.ts';

/** Giving reach to whoever is named as an owner. */
const naming: Operation = {
  ...setAccess,
  limits: { owner_id: 'member', computer_id: 'computer', group_id: 'computer-group' },
};

type Named = { owner_id: string | null; computer_id?: string; group_id?: string | null };

/**
 * Why somebody may not name an owner, one answer for each (C13, G10): the owner reaches the computer, so who gives access in some groups only
 * must be able to give it there, to this member. Nobody learns who is there
 * by asking for what they may not do.
 */
export async function refuseNaming(tx: Tx, me: Member, named: readonly Named[]): Promise<(Refusal | undefined)[]> {
  const isNone = ({ owner_id }: Named) => owner_id === null;
  if (!extentOf(me, 'access.grant')) {
    const lacking = { code: 'not-permitted', permission: 'access.grant' } as const;
    return named.map((one) => (isNone(one) || me.permissions.includes('computers.manage') ? undefined : lacking));
  }
  const refusals = await refuseBeyond(tx, me, naming, named);
  return named.map((one, index) => (isNone(one) ? undefined : refusals[index]));
}
