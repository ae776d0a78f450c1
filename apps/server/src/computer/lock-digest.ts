import { randomUUID } from 'node:crypto';
import type { Language } from '@latchkey/domain/language';
import { sql } from 'kysely';
import { askOnce, type Began, inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { promiseMail } from '../kit/mails.ts';
import { holdsFor } from './governed.ts';

/** Whether a member `m` is told of locks on a computer `c`: its owner, and who may unlock it. */
export const isTold = sql`(c.owner_id = m.id or ${holdsFor('computers.unlock')})`;

/** The timed job that mails owners and unlockers what was locked, in one mail an hour at most (S5). */
export async function tellLockouts(kit: Kit): Promise<void> {
  const accounts = await askOnce(
    kit.db,
    (now) => sql<{ id: string }>`select accounts_with_untold_lockouts(${now}) as id`,
  );
  for (const { id } of accounts) await inTransaction(kit.db, { accountId: id }, (began) => tellAccount(began, id));
}

async function tellAccount(began: Began, accountId: string): Promise<void> {
  const digestId = randomUUID();
  await sql`select from account where id = ${accountId} for no key update`.execute(began.tx);
  const { rows: told } = await sql`
    update lockout l set digest_id = ${digestId}, digested_at = ${began.now}
     where l.account_id = ${accountId} and l.digest_id is null
       and not exists (select from lockout d where d.account_id = ${accountId} and d.digested_at > ${began.now}::timestamptz - interval '1 hour')
    returning l.id`.execute(began.tx);
  if (told.length === 0) return;
  const { rows } = await sql<{ email: string; language: Language }>`
    with told as materialized (
      select c.* from lockout l join computer c on c.account_id = l.account_id and c.id = l.computer_id
       where l.account_id = ${accountId} and l.digest_id = ${digestId}
    ), readers as (
      select m.id, m.email from member m
       where m.account_id = ${accountId} and m.status = 'active' and m.id in (
         select p.member_id from power p where p.account_id = ${accountId} and p.permission = 'computers.unlock'
         union select c.owner_id from told c)
         and exists (select from told c where ${isTold}))
    select r.email, l.language from readers r join languages_of(array(select id from readers)) l on l.member_id = r.id order by r.id`.execute(
    began.tx,
  );
  for (const [index, { email, language }] of rows.entries())
    await promiseMail(began, {
      accountId,
      kind: 'computers_locked',
      subjectId: digestId,
      generation: index + 1,
      recipient: email,
      language,
    });
}
