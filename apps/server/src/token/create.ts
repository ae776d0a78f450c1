import { createToken } from '@latchkey/contract/token';
import { daysAfter } from '@latchkey/domain/invitation';
import { refuseToken } from '@latchkey/domain/token';
import { sql } from 'kysely';
import { write } from '../kit/operation.ts';
import { hashToken, newToken, uuidv7 } from '../kit/secrets.ts';
import { TOKEN_PREFIX } from './reads.ts';

export const create = write(createToken, async ({ tx, now, me, body, note }) => {
  const { rows } = await sql<{ open: number }>`
    select count(*)::integer as open from api_token
     where account_id = ${me.account_id} and member_id = ${me.member_id} and ended_at is null and expires_at > ${now}`.execute(
    tx,
  );
  const refusal = refuseToken(me, body, rows[0]?.open ?? 0);
  if (refusal) return refusal;
  const token = TOKEN_PREFIX + newToken();
  const token_id = uuidv7(now);
  const expires_at = daysAfter(now, body.expires_in_days);
  const scopes = [...new Set(body.scopes)];
  await sql`
    insert into api_token (account_id, id, member_id, kind, name, token_hash, scopes, made_at, expires_at)
    values (${me.account_id}, ${token_id}, ${me.member_id}, ${body.kind}, ${body.name}, ${hashToken(token)}, ${scopes}::text[], ${now}, ${expires_at})`.execute(
    tx,
  );
  note({ after: { scopes, kind: body.kind } });
  return { token_id, token, expires_at: expires_at.toISOString() };
});
