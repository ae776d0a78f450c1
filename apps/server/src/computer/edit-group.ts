import { editGroup as operation } from '@latchkey/contract/computer';
import { nameKeyOf } from '@latchkey/domain/text';
import { tellNews } from '../kit/news.ts';
import { write } from '../kit/operation.ts';
import { refuseGroupName } from './grouping.ts';

export const editGroup = write(operation, async ({ tx, me, params, body, note }) => {
  const group = await tx
    .selectFrom('computer_group')
    .select(['name', 'version'])
    .where('account_id', '=', me.account_id)
    .where('id', '=', params.group_id)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!group) return { code: 'not-found' };
  if (group.version !== body.version) return { code: 'stale', version: group.version };
  const refusal = await refuseGroupName(tx, me.account_id, body.name, params.group_id);
  if (refusal) return refusal;
  await tx
    .updateTable('computer_group')
    .set({ name: body.name, name_key: nameKeyOf(body.name), version: group.version + 1 })
    .where('account_id', '=', me.account_id)
    .where('id', '=', params.group_id)
    .execute();
  await tellNews(tx, me.account_id, 'computer');
  note({ personal: { before: group.name } });
  return { version: group.version + 1 };
});
