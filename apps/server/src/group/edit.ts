import { renameUserGroup } from '@latchkey/contract/group';
import { nameKeyOf } from '@latchkey/domain/text';
import { write } from '../kit/operation.ts';
import { lockGroups } from './grouping.ts';
import { refuseName } from './naming.ts';

export const edit = write(renameUserGroup, async ({ tx, me, params, body, note }) => {
  const id = params.group_id;
  const group = (await lockGroups(tx, me, [id])).get(id);
  if (!group) return { code: 'not-found' };
  if (group.version !== body.version) return { code: 'stale', version: group.version };
  const refusal = await refuseName(tx, me, { name: body.name, parentId: group.parent_id, except: id });
  if (refusal) return refusal;
  const version = group.version + 1;
  await tx
    .updateTable('user_group')
    .set({ name: body.name, name_key: nameKeyOf(body.name), version })
    .where('account_id', '=', me.account_id)
    .where('id', '=', id)
    .execute();
  note({ personal: { before: group.name } });
  return { version };
});
