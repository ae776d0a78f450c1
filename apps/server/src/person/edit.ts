import { edit as operation } from '@latchkey/contract/person';
import { sql } from 'kysely';
import { write } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';

export const edit = write(operation, async ({ tx, now, me, body }) => {
  await sql`select edit_person(${me.token}, ${uuidv7(now)}, ${now}, ${body.name ?? null}, ${body.language ?? null})`.execute(
    tx,
  );
  return {};
});
