import { removeAddress as operation } from '@latchkey/contract/person';
import { refuseRemovingAddress } from '@latchkey/domain/address';
import { sql } from 'kysely';
import { write } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { addressesOf } from './addresses.ts';

// Accounts in which the address stands are locked before the person is, so the database looks again whether it is still theirs.
export const removeAddress = write(operation, async ({ tx, now, me, body }) => {
  const refusal = refuseRemovingAddress(await addressesOf({ tx, now }, me), body.email);
  if (refusal) return refusal;
  const { rows } = await sql<{ removed: boolean }>`
    select remove_address(${me.token}, ${body.email}, ${uuidv7(now)}, ${now}) as removed`.execute(tx);
  return rows[0]?.removed ? {} : { code: 'not-found' };
});
