import { sql } from 'kysely';
import type { Config } from '../config.ts';
import { inTransaction } from '../kit/db.ts';
import { promiseMail } from '../kit/mails.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { operatorName, withOperatorKit } from './installation.ts';
import { personNamed } from './person-named.ts';

/**
 * Everything that is kept about a person, as they could download it themselves (P13, O4), for one who asks the operator. It is noted, and
 * they are told by mail. Gives JSON to print. Throws StartRefusal when nobody has the address.
 */
export function exportPerson(config: Config, email: string): Promise<string[]> {
  return withOperatorKit(config, (kit) =>
    inTransaction(kit.db, {}, async (began) => {
      const { tx, now } = began;
      const person = await personNamed(tx, email);
      const { rows } = await sql<{ kept: object }>`select record_of(${person.id}, ${now}) as kept`.execute(tx);
      const id = uuidv7(now);
      const facts = JSON.stringify({ actor_kind: 'operator', actor: operatorName() });
      await tx
        .insertInto('person_event')
        .values({ person_id: person.id, id, at: now, act: 'operator.export-person', facts })
        .execute();
      const { email: recipient, language } = person;
      await promiseMail(began, { kind: 'data_exported', subjectId: id, generation: 1, recipient, language });
      return [JSON.stringify({ exported_at: now.toISOString(), ...rows[0]?.kept }, undefined, 2)];
    }),
  );
}
