import { refuseAsker } from '@latchkey/domain/code-approval';
import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import { limitKey } from '../kit/address.ts';
import { askOnce, inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { charge, type Limit, refund } from '../kit/limits.ts';
import type { Asked } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { hasSigned } from './device-key.ts';
import type { OfComputer } from './presence.ts';

/** Nobody guesses a signature; this keeps one address from having them checked without end. Right ones are given back. */
const FROM_ADDRESS: Limit = { name: 'computer-asks', max: 200, window_s: 900 };

/** What a computer asks outside its control socket: for what, and the values that it signs besides, as they stand in the body. */
export type Signed = {
  purpose: string;
  body: { computer_id: string; at: string; signature: string };
  fields: readonly string[];
};

type Row = { account_id: string; device_key: Buffer; status: string; is_quarantined: boolean; now: Date };

/** A computer that proved its key just now. */
export type Asker = OfComputer & { status: string };

/**
 * Which computer asks, by the signature of its device key: over what for, our address, itself, the moment and the fields, so that it is
 * worth nothing elsewhere and not for long. An id that nobody knows answers like a wrong signature.
 */
export async function askerOf(
  kit: Kit,
  { address }: Asked,
  { purpose, body, fields }: Signed,
): Promise<Asker | Refusal> {
  const paid = await charge(kit.db, [{ limit: FROM_ADDRESS, subject: limitKey(address) }]);
  if (isRefusal(paid)) return paid;
  const [row] = await askOnce(
    kit.db,
    (now) => sql<Row>`select a.*, ${now} as now from agent_by_id(${body.computer_id}) a`,
  );
  const said = [purpose, kit.publicUrl, body.computer_id, body.at, ...fields];
  if (!row || !hasSigned(row.device_key, said, body.signature)) return { code: 'wrong-signature' };
  await inTransaction(kit.db, {}, ({ tx }) => refund(tx, paid));
  const refusal = refuseAsker({ ...row, at: new Date(body.at) });
  return refusal ?? { accountId: row.account_id, computerId: body.computer_id, status: row.status };
}
