import { forgiveMembers } from '@latchkey/contract/computer-locks';
import { sql } from 'kysely';
import { bulkWrite } from '../kit/operation.ts';
import { tellNews } from '../kit/news.ts';

export const forgive = bulkWrite(forgiveMembers, async ({ tx, now, me, item, note }) => {
  const { rows } = await sql<{ name: string }>`
    select name from member where account_id = ${me.account_id} and id = ${item.member_id} and status <> 'removed'`.execute(
    tx,
  );
  const [member] = rows;
  if (!member) return { code: 'not-found' };
  if (item.member_id === me.member_id) return { code: 'not-yourself' };
  const { rows: forgiven } = await sql`
    update lockout set forgiven_at = ${now}
     where account_id = ${me.account_id} and member_id = ${item.member_id} and forgiven_at is null returning id`.execute(
    tx,
  );
  if (forgiven.length === 0) return { code: 'not-locked' };
  await tellNews(tx, me.account_id, 'computer');
  note({ personal: { name: member.name } });
  return { member_id: item.member_id };
});
