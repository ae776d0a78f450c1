import { editAccount } from '@latchkey/contract/account';
import { personalFields } from '@latchkey/contract/shapes';
import { write } from '../kit/operation.ts';

const aside = new Set<string>(personalFields);

export const edit = write(editAccount, async ({ tx, me, body, note }) => {
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
  const before = changed.filter((name) => !aside.has(name)).map((name) => [name, account[name]]);
  const personal = changed.filter((name) => aside.has(name)).map((name) => [`${name}_before`, account[name]]);
  note({ before: Object.fromEntries(before), after: { changed }, personal: Object.fromEntries(personal) });
  return { version: version + 1 };
});
