import type { Role } from '@latchkey/domain/role';
import { sql } from 'kysely';
import type { Began } from '../kit/db.ts';
import type { Person } from '../kit/operation.ts';

/** What ends when a person is deleted, and the accounts they hold, which stand in the way (P13). */
export type Deletion = {
  memberships: {
    account_id: string;
    company_name: string;
    role: Role;
    status: string;
    computers: number;
    access_codes: number;
    sessions: number;
  }[];
  holds: { company_name: string; is_closed: boolean }[];
  sign_ins: number;
  tokens: number;
  /** Open invitations that they sent, and those to their addresses. */
  invitations: number;
};

/** What would end if who is signed in deleted themselves now. */
export async function deletionOf({ tx, now }: Began, me: Pick<Person, 'token'>): Promise<Deletion> {
  const { rows } = await sql<{ deletion: Deletion }>`
    select preview_deletion(${me.token}, ${now}) as deletion`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('nobody is signed in any more');
  return row.deletion;
}
