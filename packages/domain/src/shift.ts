import { type Extent, extentOf, type Limited, type Side, sidesKnownBy } from './limited.ts';
import { type Permission, permissions as catalogue } from './role.ts';

/** The ids of groups inside which something counts; null for the whole account, none for nobody. */
type Ids = readonly string[] | null;

/** Those who were in the same groups before an act and are in the same after it. */
export type Placed = { before: readonly string[]; after: readonly string[]; ids: readonly string[] };

/** Whom and what an act puts into other groups, or groups of theirs elsewhere; all others are in the same as before. */
export type Moved = Record<Side, readonly Placed[]>;

/** Who is inside no more and who is now, by their ids. */
export type Crossing = { out: readonly string[]; in: readonly string[] };

/**
 * That permissions count for others than before: on one side, from these groups to those. Where an act moves what is in groups it is known
 * whom that takes out and brings in.
 */
export type Shift = { side: Side; isSeenInOne: boolean; from: Ids; to: Ids; crossing?: Crossing };

/** What somebody may do no more and what besides; what they may do as before, for fewer or for more; and where. */
export type PowerChange = Record<'lost' | 'gained' | 'narrowed' | 'widened', Permission[]> & { shifts: Shift[] };

/** Whom somebody sees who is in one of their groups; anything else they do to those only who are in no other (G11). */
const looking: readonly Permission[] = ['users.view', 'sessions.view'];

/** What changes for somebody who could do the one and can do the other (G8). Where nothing was or is limited there are no shifts. */
export function changeOf(before: Limited, after: Limited, moved?: Moved): PowerChange {
  const change: PowerChange = { lost: [], gained: [], narrowed: [], widened: [], shifts: [] };
  for (const permission of catalogue) {
    const [had, has] = [extentOf(before, permission), extentOf(after, permission)];
    const shifts = sidesKnownBy(permission).flatMap((side) =>
      shiftOn({ side, isSeenInOne: looking.includes(permission) }, [had, has], moved?.[side]),
    );
    change.shifts.push(...shifts);
    if (had && !has) change.lost.push(permission);
    else if (has && !had) change.gained.push(permission);
    else {
      if (shifts.some(({ from, to, crossing }) => isBeyond(from, to) || crossing?.out.length)) {
        change.narrowed.push(permission);
      }
      if (shifts.some(({ from, to, crossing }) => isBeyond(to, from) || crossing?.in.length)) {
        change.widened.push(permission);
      }
    }
  }
  return change;
}

type Where = Pick<Shift, 'side' | 'isSeenInOne'>;

function shiftOn(
  where: Where,
  [had, has]: [Extent | undefined, Extent | undefined],
  moved: readonly Placed[] | undefined,
): Shift[] {
  const { side } = where;
  const isLimited = [had, has].some((extent) => extent && extent[side] !== null);
  if (!isLimited) return [];
  const [from, to] = [had ? had[side] : [], has ? has[side] : []];
  const crossing = moved && from && to ? crossingOf(where, [from, to], moved) : undefined;
  const isCrossed = crossing !== undefined && crossing.out.length + crossing.in.length > 0;
  if (!isCrossed && !isBeyond(from, to) && !isBeyond(to, from)) return [];
  return [{ ...where, from, to, ...(crossing && { crossing }) }];
}

function crossingOf(
  { isSeenInOne }: Where,
  [from, to]: [readonly string[], readonly string[]],
  moved: readonly Placed[],
): Crossing {
  const [had, has] = [new Set(from), new Set(to)];
  const isInside = (groups: readonly string[], there: ReadonlySet<string>) =>
    isSeenInOne ? groups.some((id) => there.has(id)) : groups.length > 0 && groups.every((id) => there.has(id));
  const each = moved.map(({ before, after, ids }) => ({ ids, was: isInside(before, had), is: isInside(after, has) }));
  return {
    out: each.flatMap(({ ids, was, is }) => (was && !is ? ids : [])),
    in: each.flatMap(({ ids, was, is }) => (is && !was ? ids : [])),
  };
}

/** Whether something of the one is not in the other. */
function isBeyond(one: Ids, other: Ids): boolean {
  if (other === null) return false;
  const there = new Set(other);
  return one === null || one.some((id) => !there.has(id));
}
