import { signOut as operation } from '@latchkey/contract/person';
import { sql } from 'kysely';
import { write } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';

export const signOut = write(operation, async ({ tx, now, me, cookies }) => {
  await sql`select end_sign_in(${me.token}, ${uuidv7(now)}, ${now})`.execute(tx);
  cookies.sign_in = null;
  return {};
});
