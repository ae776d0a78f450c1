import { postNotice as operation } from '@latchkey/contract/operator';
import { refuseNotice } from '@latchkey/domain/notice';
import { sql } from 'kysely';
import { write } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';

export const postNotice = write(operation, async ({ tx, now, me, body }) => {
  const { kind, text } = body;
  const [starts_at, ends_at] = [momentIn(body.starts_at), momentIn(body.ends_at)];
  const refusal = refuseNotice({ starts_at, ends_at }, now);
  if (refusal) return refusal;
  const notice_id = uuidv7(now);
  await sql`select post_notice(${me.token}, ${uuidv7(now)}, ${now}, ${notice_id}, ${kind}, ${text}, ${starts_at}, ${ends_at})`.execute(
    tx,
  );
  return { notice_id };
});

function momentIn(typed: string | null): Date | null {
  return typed === null ? null : new Date(typed);
}
