import { setPermissions as operation } from '@latchkey/contract/role';
import { refusePermissionChange } from '@latchkey/domain/member';
import type { Permission } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { endUnheld } from '../handover/authority.ts';
import { answerFor } from '../group/membership.ts';
import { bulkWrite } from '../kit/operation.ts';
import { lockMember } from './standing.ts';
import { permit } from './permitting.ts';

export const setPermissions = bulkWrite(operation, async ({ tx, now, me, item, note }) => {
  const { member_id, permissions } = item;
  const target = await lockMember({ tx, now }, me.account_id, member_id);
  if (!target) return { code: 'not-found' };
  const refusal = refusePermissionChange(me, target, permissions);
  if (refusal) return refusal;
  const { rows: taken } = await sql<{ permission: Permission }>`
    delete from member_permission where account_id = ${me.account_id} and member_id = ${member_id} and permission <> all (${permissions}::text[])
    returning permission`.execute(tx);
  await permit(
    tx,
    me.account_id,
    permissions.map((permission) => ({ member_id, permission })),
  );
  await answerFor(tx, me, [member_id]);
  const ended = taken.length > 0 ? await endUnheld({ tx, now }, me.account_id, [member_id]) : [];
  note({
    before: { taken: taken.map(({ permission }) => permission) },
    personal: { email: target.email, name: target.name },
    targets: ended,
  });
  return { member_id };
});
