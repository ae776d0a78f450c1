import { createRole } from '@latchkey/contract/role';
import { refusePermissions } from '@latchkey/domain/role';
import { nameKeyOf } from '@latchkey/domain/text';
import { write } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { refuseWantedLimits, setLimits } from './limiting.ts';
import { refuseRoleName } from './naming.ts';
import { setHeld } from './permitting.ts';

export const create = write(createRole, async ({ tx, now, me, body, note }) => {
  const { name, permissions } = body;
  const refusal =
    refusePermissions(me.permissions, permissions) ??
    (await refuseRoleName(tx, me, { name })) ??
    (await refuseWantedLimits(tx, me, body));
  if (refusal) return refusal;
  const id = uuidv7(now);
  await tx
    .insertInto('custom_role')
    .values({ account_id: me.account_id, id, name, name_key: nameKeyOf(name), made_at: now })
    .execute();
  await setHeld(tx, me.account_id, { id, permissions });
  await setLimits(tx, me, { ...body, id });
  const { user_group_ids, computer_group_ids } = body;
  note({ after: { permissions, user_group_ids, computer_group_ids } });
  return { role_id: id };
});
