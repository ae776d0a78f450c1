import { type Consequence, consequencesOf, rightsOf } from '../kit/consequences.ts';
import { extentChanges, powersOfThose } from '../kit/extent-changes.ts';
import type { Preview } from '../kit/operation.ts';
import { membersWith } from './permitting.ts';

/**
 * What those who have custom roles lose and gain by an act on these: permissions, the groups, users and computers for whom these count,
 * and what acts without them by such (G8, P9).
 */
export const previewRoles: Preview = async ({ tx, me, items }) => {
  const ids = items.flatMap((item) => {
    const id: unknown = Reflect.get(item, 'role_id');
    return typeof id === 'string' ? [id] : [];
  });
  const members = await membersWith(tx, me.account_id, ids);
  const before = await rightsOf(tx, members, me);
  const powers = await powersOfThose({ tx, me }, members);
  return async () => {
    const extents = await extentChanges({ tx, me }, powers, await powersOfThose({ tx, me }, members));
    return inOrder([...extents, ...consequencesOf(before, await rightsOf(tx, members, me))]);
  };
};

const ORDER: readonly Consequence['kind'][] = [
  'manager',
  'permission',
  'extent',
  'user-group',
  'managed-user',
  'computer-group',
  'managed-computer',
];

/** What is lost before what is gained; who, then what they may do, then where, then what ends. */
function inOrder(list: Consequence[]): Consequence[] {
  const place = ({ change, kind }: Consequence) =>
    (change === 'lost' ? 0 : 100) + (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length);
  return list.toSorted((one, other) => place(one) - place(other));
}
