import { endCodes as operation } from '@latchkey/contract/computer-access';
import { holdsAt } from '@latchkey/domain/computer';
import { type Held, refuseActingOn } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { tellNews } from '../kit/news.ts';
import { bulkWrite } from '../kit/operation.ts';

type Locked = Held & { made_by: string; kind: string; group_id: string | null };

export const endCodes = bulkWrite(operation, async ({ tx, now, me, item, note }) => {
  const { rows } = await sql<Locked>`
    select e.made_by, m.role, held_by(m.account_id, m.id) as permissions, e.kind, coalesce(e.group_id, c.group_id) as group_id
      from enrolment_code e join member m on m.account_id = e.account_id and m.id = e.made_by
      left join computer c on c.account_id = e.account_id and c.id = e.computer_id
     where e.account_id = ${me.account_id} and e.id = ${item.code_id} and e.ending is null for no key update of e`.execute(
    tx,
  );
  const [code] = rows;
  const isMine = code?.made_by === me.member_id;
  if (!code || !(isMine || holdsAt(me, 'computers.manage', code.group_id))) return { code: 'not-found' };
  if (!isMine && refuseActingOn(me.permissions, code)) return { code: 'stronger-member' };
  await sql`
    update enrolment_code set ending = 'withdrawn', ended_at = ${now} where account_id = ${me.account_id} and id = ${item.code_id}`.execute(
    tx,
  );
  await tellNews(tx, me.account_id, 'computer');
  note({ before: { kind: code.kind }, after: { ended: true }, targets: [code.made_by] });
  return { code_id: item.code_id };
});
