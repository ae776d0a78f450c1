import type { Language } from '@latchkey/domain/language';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';
import { StartRefusal } from '../kit/start-refusal.ts';

/** A person as the operator knows them; `email` is the address they sign in with. */
export type NamedPerson = { id: string; email: string; language: Language };

/** The person who has an address, whichever of theirs. Throws StartRefusal when nobody has it. Works as the owner of the database only. */
export async function personNamed(tx: Tx, email: string): Promise<NamedPerson> {
  const { rows } = await sql<NamedPerson>`
    select p.id, p.email, p.language from person_address a join person p on p.id = a.person_id where a.email = ${email}`.execute(
    tx,
  );
  const [person] = rows;
  if (!person) throw new StartRefusal(`Nobody has the address ${email}.`);
  return person;
}
