import { readAccount } from '@latchkey/contract/account';
import { sql } from 'kysely';
import { mailServerOf } from '../kit/mails.ts';
import { read } from '../kit/operation.ts';

export const readOne = read(readAccount, async ({ tx, me, kit }) => {
  const { rows } = await sql<{ id: string; company_name: string; support_contact: string | null; invited: boolean }>`
    select a.id, a.company_name, a.support_contact, exists (select from invitation i where i.account_id = a.id) as invited
      from account a where a.id = ${me.account_id}`.execute(tx);
  const [account] = rows;
  if (!account) return { code: 'not-found' };
  const first_steps = me.permissions.includes('users.manage')
    ? { mail: (await mailServerOf(kit, tx)) !== undefined, invite: account.invited }
    : null;
  const my = { member_id: me.member_id, role: me.role, permissions: [...me.permissions] };
  const { id, company_name, support_contact } = account;
  return { id, company_name, my, first_steps, support_contact };
});
