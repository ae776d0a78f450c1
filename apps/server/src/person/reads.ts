import { exportMe, listSignIns, me as readMe, previewDeletion } from '@latchkey/contract/person';
import { erasedAt } from '@latchkey/domain/account';
import type { Role } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { pageOf, readCursor, totalOf } from '../kit/cursor.ts';
import { read } from '../kit/operation.ts';
import { addressesOf } from './addresses.ts';
import { deletionOf } from './deletion.ts';

type Profile = {
  account_id: string;
  member_id: string;
  company_name: string;
  role: Role;
  last_entered_at: Date | null;
};
type Invitation = { company_name: string; email: string; expires_at: Date };
type ClosedAccount = { account_id: string; company_name: string; closed_at: Date };

export const me = read(readMe, async ({ tx, now, me: person }) => {
  const { person_id: id, token, name, email, language, time_zone, is_operator } = person;
  const { rows: profiles } = await sql<Profile>`select * from profiles_of(${token}, ${now})`.execute(tx);
  const { rows: invitations } = await sql<Invitation>`select * from invitations_to(${token}, ${now})`.execute(tx);
  const { rows: closed } = await sql<ClosedAccount>`select * from closed_accounts_of(${token}, ${now})`.execute(tx);
  const addresses = await addressesOf({ tx, now }, person);
  return {
    id,
    name,
    email,
    language,
    time_zone,
    is_operator,
    profiles: profiles.map((profile) => ({ ...profile, last_entered_at: wired(profile.last_entered_at) })),
    addresses: addresses.map((address) => ({ ...address, expires_at: wired(address.expires_at) })),
    invitations: invitations.map((open) => ({ ...open, expires_at: open.expires_at.toISOString() })),
    closed_accounts: closed
      .map(({ closed_at, ...account }) => ({ ...account, erased_at: erasedAt(closed_at) }))
      .filter(({ erased_at }) => erased_at > now)
      .map((account) => ({ ...account, erased_at: account.erased_at.toISOString() })),
  };
});

type SignIn = {
  id: string;
  made_at: Date;
  expires_at: Date;
  address: string;
  user_agent: string;
  is_this: boolean;
};

export const signIns = read(listSignIns, async ({ tx, now, me: person, query }) => {
  const [before = null] = query.cursor === undefined ? [] : readCursor(query.cursor, ['id']);
  const { rows } = await sql<SignIn>`
    select * from sign_ins_of(${person.token}, ${now}, ${before}::uuid, ${query.limit + 1})`.execute(tx);
  const counted = await sql<{ n: number }>`select sign_in_count(${person.token}, ${now}) as n`.execute(tx);
  const { items, next_cursor } = pageOf(rows, query.limit, (row) => [row.id]);
  return {
    items: items.map((row) => ({
      ...row,
      made_at: row.made_at.toISOString(),
      expires_at: row.expires_at.toISOString(),
    })),
    next_cursor,
    total: totalOf(counted.rows[0]?.n ?? 0),
  };
});

type Kept = Record<'person', object> &
  Record<
    | 'addresses'
    | 'sign_ins'
    | 'events'
    | 'memberships'
    | 'invitations'
    | 'tokens'
    | 'computers'
    | 'access'
    | 'enrolment_codes'
    | 'sessions'
    | 'lockouts'
    | 'requests'
    | 'mails'
    | 'acts',
    Record<string, unknown>[]
  >;

export const exported = read(exportMe, async ({ tx, now, me: person }) => {
  const { rows } = await sql<{ kept: Kept | null }>`select export_person(${person.token}, ${now}) as kept`.execute(tx);
  const kept = rows[0]?.kept;
  return kept ? { exported_at: now.toISOString(), ...kept, person: { ...kept.person } } : { code: 'not-signed-in' };
});

export const deletion = read(previewDeletion, async ({ tx, now, me: person }) => deletionOf({ tx, now }, person));

function wired(moment: Date | null): string | null {
  return moment?.toISOString() ?? null;
}
