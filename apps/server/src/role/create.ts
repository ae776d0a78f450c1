import { createRole } from '@latchkey/contract/role';
import { refusePermissions } from '@latchkey/domain/role';
import { nameKeyOf } from '@latchkey/domain/text';
import { write } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { refuseRoleName } from './naming.ts';
import { setHeld } from './permitting.ts';

export const create = write(createRole, async ({ tx, now, me, body, note }) => {
  const { name, permissions } = body;
  const refusal = refusePermissions(me.permissions, permissions) ?? (await refuseRoleName(tx, me, { name }));
  if (refusal) return refusal;
  const id = uuidv7(now);
  await tx
    .insertInto('custom_role')
    .values({ account_id: me.account_id, id, name, name_key: nameKeyOf(name), made_at: now })
    .execute();
  await setHeld(tx, me.account_id, { id, permissions });
  note({ after: { permissions } });
  return { role_id: id };
});
