import { createUserGroup } from '@latchkey/contract/group';
import { nameKeyOf } from '@latchkey/domain/text';
import { write } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { refuseName, refusePlaceBelow } from './naming.ts';

export const create = write(createUserGroup, async ({ tx, now, me, body }) => {
  const { name, parent_id: parentId } = body;
  const refusal =
    (await refusePlaceBelow(tx, me, { groupId: undefined, parentId })) ??
    (await refuseName(tx, me, { name, parentId }));
  if (refusal) return refusal;
  const id = uuidv7(now);
  await tx
    .insertInto('user_group')
    .values({ account_id: me.account_id, id, parent_id: parentId, name, name_key: nameKeyOf(name), made_at: now })
    .execute();
  return { group_id: id };
});
