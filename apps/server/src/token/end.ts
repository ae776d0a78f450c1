import { endTokens } from '@latchkey/contract/token';
import { type Held, refuseActingOn } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { bulkWrite } from '../kit/operation.ts';

type Locked = Held & { member_id: string; kind: string; name: string; ended_at: Date | null };

export const end = bulkWrite(endTokens, async ({ tx, now, me, item, note }) => {
  const { rows } = await sql<Locked>`
    select t.member_id, m.role, held_by(m.account_id, m.id) as permissions, t.kind, t.name, t.ended_at
      from api_token t join member m on m.account_id = t.account_id and m.id = t.member_id
     where t.account_id = ${me.account_id} and t.id = ${item.token_id} for no key update of t`.execute(tx);
  const [token] = rows;
  const isMine = token?.member_id === me.member_id;
  const isSeen = isMine || (token?.kind === 'account' && me.permissions.includes('tokens.manage'));
  if (!token || !isSeen || token.ended_at !== null) return { code: 'not-found' };
  // Whoever may end it may not do so to somebody stronger: it is theirs to work with (G10).
  const refusal = isMine ? undefined : refuseActingOn(me.permissions, token);
  if (refusal) return refusal.code === 'holder-is-untouchable' ? { code: 'stronger-member' } : refusal;
  await sql`
    update api_token set ended_at = ${now} where account_id = ${me.account_id} and id = ${item.token_id}`.execute(tx);
  note({
    before: { kind: token.kind },
    after: { ended: true },
    personal: { name: token.name },
    targets: [token.member_id],
  });
  return { token_id: item.token_id };
});
