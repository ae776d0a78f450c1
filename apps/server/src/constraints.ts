import type { Refusal } from '@latchkey/domain/refusal';

/** What it means when the database says no: constraint names are sentences, and each has its refusal here, once. */
export const constraintRefusals: Readonly<Record<string, Refusal>> = {
  one_member_per_mailbox: { code: 'already-invited' },
  one_member_per_person: { code: 'already-a-member' },
  one_open_invitation_per_member: { code: 'already-invited' },
  one_person_per_mailbox: { code: 'sign-in-instead' },
};
