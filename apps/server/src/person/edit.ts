import { edit as operation } from '@latchkey/contract/person';
import { sql } from 'kysely';
import { write } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';

export const edit = write(operation, async ({ tx, now, me, body }) => {
  const { name = null, language = null, time_zone } = body;
  // Left out, it stays; null is the browser's own, for which the database takes an empty text.
  const zone = time_zone === undefined ? null : (time_zone ?? '');
  await sql`select edit_person(${me.token}, ${uuidv7(now)}, ${now}, ${name}, ${language}, ${zone})`.execute(tx);
  return {};
});
