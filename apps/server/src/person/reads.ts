import { me as operation } from '@latchkey/contract/person';
import type { Role } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { read } from '../kit/operation.ts';

type Profile = {
  account_id: string;
  member_id: string;
  company_name: string;
  role: Role;
  last_entered_at: string | null;
};

export const me = read(operation, async ({ tx, now, me: person }) => {
  const { rows: profiles } = await sql<Profile>`select * from profiles_of(${person.token}, ${now})`.execute(tx);
  const { person_id: id, name, email, language, time_zone, is_operator } = person;
  const addresses = [{ email, state: 'sign-in' as const, expires_at: null }];
  return {
    id,
    name,
    email,
    language,
    time_zone,
    is_operator,
    profiles,
    addresses,
    invitations: [],
    closed_accounts: [],
  };
});
