import { forgiveMembers } from '@latchkey/contract/computer-locks';
import { type Extent } from '@latchkey/domain/limited';
import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';
import { amongComputers, extentFor } from '../kit/limited.ts';
import { bulkWrite, type Member } from '../kit/operation.ts';
import { tellNews } from '../kit/news.ts';

export const forgive = bulkWrite(forgiveMembers, async ({ tx, now, me, item, note }) => {
  const { rows } = await sql<{ name: string }>`
    select name from member where account_id = ${me.account_id} and id = ${item.member_id} and status <> 'removed'`.execute(
    tx,
  );
  const [member] = rows;
  if (!member) return { code: 'not-found' };
  if (item.member_id === me.member_id) return { code: 'not-yourself' };
  const { computers } = extentFor(me, 'computers.unlock');
  const refusal = computers && (await refuseBeyondGroups(tx, me, { memberId: item.member_id, computers }));
  if (refusal) return refusal;
  const { rows: forgiven } = await sql`
    update lockout l set forgiven_at = ${now} from computer c
     where l.account_id = ${me.account_id} and l.member_id = ${item.member_id} and l.forgiven_at is null
       and c.account_id = l.account_id and c.id = l.computer_id ${amongComputers(computers, 'c')} returning l.id`.execute(
    tx,
  );
  if (forgiven.length === 0) return { code: 'not-locked' };
  await tellNews(tx, me.account_id, 'computer');
  note({ personal: { name: member.name } });
  return { member_id: item.member_id };
});

type Whom = { memberId: string; computers: NonNullable<Extent['computers']> };

/**
 * Who unlocks in some groups only sees nobody but who locked computers there. Where locks elsewhere keep somebody from trying as well, whom
 * these are forgiven tries there again: that is not theirs to say.
 */
async function refuseBeyondGroups(tx: Tx, me: Member, { memberId, computers }: Whom): Promise<Refusal | undefined> {
  const { rows } = await sql<{ is_seen: boolean; is_beyond: boolean }>`
    with held as materialized (
      select l.at, coalesce(c.group_id = any (${computers}::uuid[]), false) as is_inside
        from lockout l join computer c on c.account_id = l.account_id and c.id = l.computer_id
       where l.account_id = ${me.account_id} and l.member_id = ${memberId} and l.forgiven_at is null
    )
    select exists (select from held where is_inside) as is_seen,
           exists (select from held i join held o on not o.is_inside and o.at between i.at - interval '1 day' and i.at + interval '1 day'
                    where i.is_inside) as is_beyond`.execute(tx);
  if (!rows[0]?.is_seen) return { code: 'not-found' };
  return rows[0].is_beyond ? { code: 'reaches-further' } : undefined;
}
