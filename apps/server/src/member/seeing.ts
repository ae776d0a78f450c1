import { type Extent, extentOf } from '@latchkey/domain/limited';
import type { Refusal } from '@latchkey/domain/refusal';
import { readMember } from '@latchkey/contract/member';
import type { Tx } from '../kit/db.ts';
import { refuseBeyond } from '../kit/limited.ts';
import type { Member } from '../kit/operation.ts';

/** As whom somebody asks about a member: who sees all users, who sees those in these groups, or the member themselves. */
export type Seeing = { as: 'everybody' } | { as: 'limited'; users: NonNullable<Extent['users']> } | { as: 'self' };

/** As whom the caller asks why a member may do or reach something (G7); why not, for who sees neither users nor themselves there (G11). */
export async function seeingOf(tx: Tx, me: Member, memberId: string): Promise<Seeing | Refusal> {
  const extent = extentOf(me, 'users.view');
  if (extent?.users === null) return { as: 'everybody' };
  if (memberId === me.member_id) return { as: 'self' };
  if (!extent) return { code: 'not-permitted', permission: 'users.view' };
  const [refusal] = await refuseBeyond(tx, me, readMember, [{ member_id: memberId }]);
  return refusal ?? { as: 'limited', users: extent.users };
}
