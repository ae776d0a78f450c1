import type { MailProblemKind } from './mail.ts';
import type { Permission } from './role.ts';

/**
 * Every way in which a rule says no: a closed union, each code with the facts a person needs to go on.
 * Facts are safe to show to whoever gets the refusal. The status of each code is in `contract`, its sentence in `messages`.
 */
export type Refusal =
  | { code: 'address-is-yours' }
  | { code: 'already-a-member'; member_id?: string }
  | { code: 'already-invited'; member_id?: string }
  | { code: 'already-set-up' }
  | { code: 'approval-declined' }
  | { code: 'approval-expired' }
  | { code: 'approval-used' }
  | { code: 'body-too-large'; limit_bytes: number }
  | { code: 'busy' }
  | { code: 'clock-differs' }
  | { code: 'code-expired' }
  | { code: 'code-unknown' }
  | { code: 'code-used' }
  | { code: 'code-withdrawn' }
  | { code: 'company-name-differs'; company_name: string }
  | { code: 'computer-locked' }
  | { code: 'computer-needs-code' }
  | { code: 'computer-offline' }
  | { code: 'computer-quarantined' }
  | { code: 'computer-removed' }
  | { code: 'computer-waiting' }
  | { code: 'device-key-known' }
  | { code: 'fault'; request_id: string }
  | { code: 'group-below-itself' }
  | { code: 'group-exists' }
  | { code: 'group-gone' }
  | { code: 'group-has-groups' }
  | { code: 'groups-too-deep'; maximum: number }
  | { code: 'handover-under-way' }
  | { code: 'have-already' }
  | { code: 'holder-is-untouchable' }
  | { code: 'holder-must-stay' }
  | { code: 'holder-only' }
  | { code: 'holds-accounts'; companies: string }
  | { code: 'idempotency-key-reused' }
  | { code: 'invalid'; problems: { path: string; problem: string }[] }
  | { code: 'link-declined' }
  | { code: 'link-expired' }
  | { code: 'link-superseded' }
  | { code: 'link-unknown' }
  | { code: 'link-used' }
  | { code: 'link-withdrawn' }
  | { code: 'locked-another'; retry_after_s: number }
  | { code: 'locked-too-many' }
  | { code: 'mail-server-refused'; problem: MailProblemKind; quote: string | null }
  | { code: 'no-free-licence'; free: 0 }
  | { code: 'no-open-invitation' }
  | { code: 'not-active' }
  | { code: 'not-for-tokens' }
  | { code: 'not-found' }
  | { code: 'not-fresh' }
  | { code: 'not-json' }
  | { code: 'not-limitable'; permission: Permission }
  | { code: 'not-locked' }
  | { code: 'not-permitted'; permission: Permission | 'operator' }
  | { code: 'not-signed-in' }
  | { code: 'not-suspended' }
  | { code: 'not-the-asker' }
  | { code: 'not-waiting' }
  | { code: 'not-yourself' }
  | { code: 'own-reach' }
  | { code: 'password-breached' }
  | { code: 'password-too-long'; maximum: number }
  | { code: 'password-too-short'; minimum: number }
  | { code: 'password-too-simple' }
  | { code: 'reaches-further' }
  | { code: 'request-over' }
  | { code: 'role-exists' }
  | { code: 'session-over' }
  | { code: 'set-up-code-spent' }
  | { code: 'set-up-code-wrong'; tries_left: number }
  | { code: 'sign-in-address' }
  | { code: 'sign-in-instead' }
  | { code: 'sign-up-closed' }
  | { code: 'signed-out-here' }
  | { code: 'stale'; version: number }
  | { code: 'stronger-member' }
  | { code: 'suspended-already' }
  | { code: 'suspended-here'; member_id: string }
  | { code: 'too-many-addresses'; maximum: number }
  | { code: 'too-many-attempts'; retry_after_s: number }
  | { code: 'too-many-codes'; maximum: number }
  | { code: 'too-many-groups'; maximum: number }
  | { code: 'too-many-invitations'; per_day: number }
  | { code: 'too-many-roles'; maximum: number }
  | { code: 'too-many-sessions'; maximum: number }
  | { code: 'too-many-tokens'; maximum: number }
  | { code: 'unlocked-by-others' }
  | { code: 'wrong-host'; public_url: string }
  | { code: 'wrong-origin' }
  | { code: 'wrong-password' }
  | { code: 'wrong-person'; email: string }
  | { code: 'wrong-sign-in' }
  | { code: 'wrong-signature' };

export type RefusalCode = Refusal['code'];
