import type { Refusal } from '@latchkey/domain/refusal';

/** What it means when the database says no: constraint names are sentences, and each has its refusal here, once. */
export const constraintRefusals: Readonly<Record<string, Refusal>> = {
  account_keeps_its_holder: { code: 'holder-is-untouchable' },
  // Whoever it was has deleted themselves meanwhile.
  member_person_id_fkey: { code: 'not-signed-in' },
  one_computer_group_per_name: { code: 'group-exists' },
  one_computer_per_device_key: { code: 'device-key-known' },
  one_member_per_mailbox: { code: 'already-invited' },
  one_member_per_person: { code: 'already-a-member' },
  one_open_handover_per_account: { code: 'handover-under-way' },
  one_open_invitation_per_member: { code: 'already-invited' },
  one_person_per_mailbox: { code: 'sign-in-instead' },
  person_event_person_id_fkey: { code: 'not-signed-in' },
  person_address_pkey: { code: 'sign-in-instead' },
  sign_in_address_is_theirs: { code: 'sign-in-address' },
};
