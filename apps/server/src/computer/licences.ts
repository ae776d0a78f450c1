import type { Tx } from '../kit/db.ts';

/** How many more computers the account's plan allows (L11); null: as many as one likes. The account is locked. */
export async function freeComputerLicences(_tx: Tx): Promise<number | null> {
  return null;
}
