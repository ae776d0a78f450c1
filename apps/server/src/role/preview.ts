import { consequencesOf, rightsOf } from '../kit/consequences.ts';
import type { Preview } from '../kit/operation.ts';
import { membersWith } from './permitting.ts';

/** What those who have custom roles lose and gain by an act on these: permissions, and what acts without them by such (G8, P9). */
export const previewRoles: Preview = async ({ tx, me, items }) => {
  const ids = items.flatMap((item) => {
    const id: unknown = Reflect.get(item, 'role_id');
    return typeof id === 'string' ? [id] : [];
  });
  const members = await membersWith(tx, me.account_id, ids);
  const before = await rightsOf(tx, members, me);
  return async () => consequencesOf(before, await rightsOf(tx, members, me));
};
