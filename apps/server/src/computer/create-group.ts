import { createGroup as operation } from '@latchkey/contract/computer';
import { nameKeyOf } from '@latchkey/domain/text';
import { tellNews } from '../kit/news.ts';
import { write } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { refuseGroupName } from './grouping.ts';

export const createGroup = write(operation, async ({ tx, now, me, body }) => {
  const refusal = await refuseGroupName(tx, me.account_id, body.name);
  if (refusal) return refusal;
  const id = uuidv7(now);
  await tx
    .insertInto('computer_group')
    .values({ account_id: me.account_id, id, name: body.name, name_key: nameKeyOf(body.name), made_at: now })
    .execute();
  await tellNews(tx, me.account_id, 'computer');
  return { group_id: id };
});
