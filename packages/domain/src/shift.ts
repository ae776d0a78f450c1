import { type Extent, extentOf, type Limited, type Side, sidesKnownBy } from './limited.ts';
import { type Permission, permissions as catalogue } from './role.ts';

/** The ids of groups inside which something counts; null for the whole account, none for nobody. */
type Ids = readonly string[] | null;

/** That permissions count for others than before: on one side, from these groups to those. */
export type Shift = { side: Side; isSeenInOne: boolean; from: Ids; to: Ids };

/** What somebody may do no more and what besides; what they may do as before, for fewer or for more; and where. */
export type PowerChange = Record<'lost' | 'gained' | 'narrowed' | 'widened', Permission[]> & { shifts: Shift[] };

/** Whom somebody sees who is in one of their groups; anything else they do to those only who are in no other (G11). */
const looking: readonly Permission[] = ['users.view', 'sessions.view'];

/** What changes for somebody who could do the one and can do the other (G8). Where nothing was or is limited there are no shifts. */
export function changeOf(before: Limited, after: Limited): PowerChange {
  const change: PowerChange = { lost: [], gained: [], narrowed: [], widened: [], shifts: [] };
  for (const permission of catalogue) {
    const [had, has] = [extentOf(before, permission), extentOf(after, permission)];
    const shifts = sidesKnownBy(permission).flatMap((side) => shiftOn(side, permission, [had, has]));
    change.shifts.push(...shifts);
    if (had && !has) change.lost.push(permission);
    else if (has && !had) change.gained.push(permission);
    else {
      if (shifts.some(({ from, to }) => isBeyond(from, to))) change.narrowed.push(permission);
      if (shifts.some(({ from, to }) => isBeyond(to, from))) change.widened.push(permission);
    }
  }
  return change;
}

function shiftOn(side: Side, permission: Permission, [had, has]: [Extent | undefined, Extent | undefined]): Shift[] {
  const isLimited = [had, has].some((extent) => extent && extent[side] !== null);
  const [from, to] = [had ? had[side] : [], has ? has[side] : []];
  if (!isLimited || !(isBeyond(from, to) || isBeyond(to, from))) return [];
  return [{ side, isSeenInOne: looking.includes(permission), from, to }];
}

/** Whether something of the one is not in the other. */
function isBeyond(one: Ids, other: Ids): boolean {
  if (other === null) return false;
  const there = new Set(other);
  return one === null || one.some((id) => !there.has(id));
}
