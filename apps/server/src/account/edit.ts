import { editAccount } from '@latchkey/contract/account';
import { personalFields } from '@latchkey/contract/shapes';
import { sql } from 'kysely';
import type { Began } from '../kit/db.ts';
import { write } from '../kit/operation.ts';

const aside = new Set<string>(personalFields);

export const edit = write(editAccount, async ({ tx, now, me, body, note }) => {
  const { version, ...wanted } = body;
  const account = await tx
    .selectFrom('account')
    .selectAll()
    .where('id', '=', me.account_id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  if (account.version !== version) return { code: 'stale', version: account.version };
  const names = Object.keys(wanted) as (keyof typeof wanted)[];
  const changed = names.filter((name) => wanted[name] !== undefined && wanted[name] !== account[name]);
  const values = Object.fromEntries(changed.map((name) => [name, wanted[name]]));
  await tx
    .updateTable('account')
    .set({ ...values, version: version + 1 })
    .where('id', '=', me.account_id)
    .execute();
  if (values['members_may_enrol'] === false) await endMembersCodes({ tx, now }, me.account_id);
  const before = changed.filter((name) => !aside.has(name)).map((name) => [name, account[name]]);
  const personal = changed.filter((name) => aside.has(name)).map((name) => [`${name}_before`, account[name]]);
  note({ before: Object.fromEntries(before), after: { changed }, personal: Object.fromEntries(personal) });
  return { version: version + 1 };
});

/** The codes that only this setting allowed (C1). */
async function endMembersCodes({ tx, now }: Began, accountId: string): Promise<void> {
  await sql`
    update enrolment_code e set ending = 'withdrawn', ended_at = ${now} from member m
     where e.account_id = ${accountId} and e.ending is null and m.account_id = e.account_id and m.id = e.made_by
       and not exists (select from power p where p.account_id = m.account_id and p.member_id = m.id and p.permission = 'computers.enrol')`.execute(
    tx,
  );
}
