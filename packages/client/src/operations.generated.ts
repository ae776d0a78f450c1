// Written by `npm run generate` from the contract. Do not edit.

import type { Call, OperationFacts } from './call.ts';

export type Permission = 'users.view' | 'users.manage' | 'groups.manage' | 'roles.manage' | 'access.grant' | 'computers.enrol' | 'computers.manage' | 'computers.unlock' | 'sessions.view' | 'sessions.end' | 'audit.view' | 'account.manage' | 'tokens.manage';

export type Role = 'holder' | 'super_admin' | 'admin' | 'member';

export type Language = 'en' | 'fr' | 'it' | 'de' | 'es' | 'pt' | 'nl';

export type MailProblemKind = 'url_malformed' | 'credentials_incomplete' | 'sender_malformed' | 'recipient_malformed' | 'name_unknown' | 'nobody_there' | 'unreachable' | 'timed_out' | 'connection_lost' | 'no_encryption' | 'no_tls_here' | 'certificate_untrusted' | 'tls_failed' | 'turned_away' | 'sign_in_refused' | 'sign_in_unchecked' | 'sender_refused' | 'relay_refused' | 'recipient_refused' | 'mail_refused' | 'unusable' | 'too_many_today' | 'subject_ended';

/** Every way in which a call, or a line of one, is refused: a stable code with its facts. */
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

/** The codes that any call may be refused with. */
export type CommonRefusalCode = 'body-too-large' | 'busy' | 'fault' | 'holder-only' | 'invalid' | 'not-for-tokens' | 'not-found' | 'not-fresh' | 'not-json' | 'not-permitted' | 'not-signed-in' | 'signed-out-here' | 'too-many-attempts' | 'wrong-host' | 'wrong-origin';

/** What goes into each operation, what comes out and how it is refused, by its id. */
export type Operations = {
  'person.sign-in': {
    input: {
      /** Up to 254 characters. */
      email: string;
      /** Up to 1000 characters. */
      password: string;
    };
    reply: Record<string, never>;
    refusals: 'wrong-sign-in';
  };
  'person.sign-out': {
    input: Record<string, never>;
    reply: Record<string, never>;
    refusals: never;
  };
  'person.ask-reset': {
    input: {
      /** Up to 254 characters. */
      email: string;
      language: Language;
    };
    reply: Record<string, never>;
    refusals: never;
  };
  'person.open-reset': {
    input: { link: string };
    reply: { email: string };
    refusals: 'link-expired' | 'link-superseded' | 'link-unknown' | 'link-used' | 'link-withdrawn';
  };
  'person.reset-password': {
    input: {
      link: string;
      /** Up to 1000 characters. */
      password: string;
    };
    reply: Record<string, never>;
    refusals: 'link-expired' | 'link-superseded' | 'link-unknown' | 'link-used' | 'link-withdrawn' | 'password-breached' | 'password-too-long' | 'password-too-short' | 'password-too-simple';
  };
  'person.me': {
    input: Record<string, never>;
    reply: {
      id: string;
      name: string;
      email: string;
      language: Language;
      time_zone: string | null;
      is_operator: boolean;
      profiles: {
        account_id: string;
        member_id: string;
        company_name: string;
        role: Role;
        last_entered_at: string | null;
      }[];
      addresses: {
        email: string;
        state: 'sign-in' | 'confirmed' | 'waiting-add' | 'waiting-change';
        expires_at: string | null;
      }[];
      invitations: { company_name: string; email: string; expires_at: string }[];
      closed_accounts: { account_id: string; company_name: string; erased_at: string }[];
    };
    refusals: never;
  };
  'person.edit': {
    input: {
      /** Up to 100 characters. */
      name?: string | undefined;
      language?: Language | undefined;
      time_zone?: string | null | undefined;
    };
    reply: Record<string, never>;
    refusals: never;
  };
  'person.prove': {
    input: {
      /** Up to 1000 characters. */
      password: string;
    };
    reply: Record<string, never>;
    refusals: 'too-many-attempts' | 'wrong-password';
  };
  'person.change-password': {
    input: {
      /** Up to 1000 characters. */
      current_password: string;
      /** Up to 1000 characters. */
      password: string;
    };
    reply: Record<string, never>;
    refusals: 'password-breached' | 'password-too-long' | 'password-too-short' | 'password-too-simple' | 'too-many-attempts' | 'wrong-password';
  };
  'person.list-sign-ins': {
    input: {
      /** Up to 600 characters. */
      cursor?: string | undefined;
      /** 1 to 200, 50 when left out. */
      limit?: number | undefined;
    };
    reply: {
      items: {
        id: string;
        made_at: string;
        expires_at: string;
        address: string;
        user_agent: string;
        is_this: boolean;
      }[];
      next_cursor: string | null;
      total: { count: number; more: boolean };
    };
    refusals: never;
  };
  'person.end-sign-ins': {
    input: { sign_in_ids: string[] | 'others' };
    reply: { ended: number };
    refusals: never;
  };
  'person.add-address': {
    input: {
      /** Up to 254 characters. */
      email: string;
    };
    reply: Record<string, never>;
    refusals: 'address-is-yours' | 'too-many-addresses' | 'too-many-attempts';
  };
  'person.change-address': {
    input: {
      /** Up to 254 characters. */
      email: string;
    };
    reply: Record<string, never>;
    refusals: 'address-is-yours' | 'too-many-attempts';
  };
  'person.remove-address': {
    input: {
      /** Up to 254 characters. */
      email: string;
    };
    reply: Record<string, never>;
    refusals: 'not-found' | 'sign-in-address';
  };
  'person.open-address-link': {
    input: { link: string };
    reply: {
      purpose: 'add' | 'change';
      side: 'new' | 'old';
      email: string;
      other_side_confirmed: boolean | null;
      signed_in_as: 'nobody' | 'asker' | 'other';
    };
    refusals: 'link-expired' | 'link-superseded' | 'link-unknown' | 'link-used' | 'link-withdrawn';
  };
  'person.confirm-address': {
    input: { link: string };
    reply: { done: boolean };
    refusals: 'link-expired' | 'link-superseded' | 'link-unknown' | 'link-used' | 'link-withdrawn' | 'not-the-asker';
  };
  'person.export': {
    input: Record<string, never>;
    reply: {
      exported_at: string;
      person: { [name: string]: unknown };
      addresses: { [name: string]: unknown }[];
      sign_ins: { [name: string]: unknown }[];
      events: { [name: string]: unknown }[];
      memberships: { [name: string]: unknown }[];
      invitations: { [name: string]: unknown }[];
      tokens: { [name: string]: unknown }[];
      computers: { [name: string]: unknown }[];
      access: { [name: string]: unknown }[];
      enrolment_codes: { [name: string]: unknown }[];
      sessions: { [name: string]: unknown }[];
      lockouts: { [name: string]: unknown }[];
      requests: { [name: string]: unknown }[];
      mails: { [name: string]: unknown }[];
      acts: { [name: string]: unknown }[];
    };
    refusals: never;
  };
  'person.preview-deletion': {
    input: Record<string, never>;
    reply: {
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
      invitations: number;
    };
    refusals: never;
  };
  'person.delete': {
    input: {
      /** Up to 254 characters. */
      email: string;
    };
    reply: Record<string, never>;
    refusals: 'holds-accounts' | 'wrong-person';
  };
  'account.read': {
    input: { account_id: string };
    reply: {
      id: string;
      company_name: string;
      my: {
        member_id: string;
        role: Role;
        permissions: Array<Permission>;
        limits: {
          permissions: Array<Permission>;
          user_groups: { id: string; name: string }[] | null;
          computer_groups: { id: string; name: string }[] | null;
        } | null;
        adds_computers: boolean;
      };
      first_steps: { mail: boolean; invite: boolean; computer: boolean; connect: boolean } | null;
      support_contact: string | null;
    };
    refusals: never;
  };
  'account.enter': {
    input: { account_id: string };
    reply: Record<string, never>;
    refusals: never;
  };
  'account.open-offer': {
    input: { link: string };
    reply: {
      company_name: string;
      email: string;
      name: string;
      language: Language;
      has_person: boolean;
      signed_in_as: 'nobody' | 'offered' | 'other';
    };
    refusals: 'link-expired' | 'link-superseded' | 'link-unknown' | 'link-used';
  };
  'account.accept-offer': {
    input: { link: string };
    reply: { account_id: string };
    refusals: 'link-expired' | 'link-superseded' | 'link-unknown' | 'link-used' | 'wrong-person';
  };
  'account.accept-offer-as-new': {
    input: {
      link: string;
      /** Up to 100 characters. */
      name: string;
      /** Up to 1000 characters. */
      password: string;
      language: Language;
    };
    reply: { account_id: string };
    refusals: 'link-expired' | 'link-superseded' | 'link-unknown' | 'link-used' | 'password-breached' | 'password-too-long' | 'password-too-short' | 'password-too-simple' | 'sign-in-instead';
  };
  'account.sign-up': {
    input: {
      /** Up to 254 characters. */
      email: string;
      /** Up to 100 characters. */
      name: string;
      /** Up to 100 characters. */
      company_name: string;
      language: Language;
    };
    reply: Record<string, never>;
    refusals: 'sign-up-closed';
  };
  'account.open': {
    input: {
      /** Up to 100 characters. */
      company_name: string;
      language: Language;
    };
    reply: { account_id: string };
    refusals: 'sign-up-closed' | 'too-many-attempts';
  };
  'account.read-attention': {
    input: { account_id: string };
    reply: {
      bounced: number;
      without_mail_server: number;
      expiring: number;
      expired: number;
      never_opened: number;
      inactive: number;
      suspended: number;
      waiting_computers: number;
      locked_computers: number;
    };
    refusals: never;
  };
  'account.read-settings': {
    input: { account_id: string };
    reply: {
      version: number;
      settings: {
        name: 'company_name' | 'language' | 'invitation_days' | 'inactivity_days' | 'sender_name' | 'reply_to' | 'support_contact' | 'members_may_enrol' | 'session_idle_minutes' | 'lock_only_person';
        value: string | number | boolean | null;
        fallback: string | number | boolean | null;
        changed_at: string | null;
        changed_by: string | null;
      }[];
    };
    refusals: never;
  };
  'account.edit': {
    input: {
      account_id: string;
      version: number;
      /** Up to 100 characters. */
      company_name?: string | undefined;
      language?: Language | undefined;
      /** 1 to 90. */
      invitation_days?: number | undefined;
      inactivity_days?: 30 | 60 | 90 | undefined;
      sender_name?: string | null | undefined;
      reply_to?: string | null | undefined;
      support_contact?: string | null | undefined;
      members_may_enrol?: boolean | undefined;
      /** 1 to 720. */
      session_idle_minutes?: number | undefined;
      lock_only_person?: boolean | undefined;
    };
    reply: { version: number };
    refusals: 'stale';
  };
  'account.export': {
    input: {
      account_id: string;
      /** Up to 600 characters. */
      cursor?: string | undefined;
      /** 1 to 1000, 500 when left out. */
      limit?: number | undefined;
    };
    reply: {
      items: Array<{
        kind: 'account' | 'member' | 'invitation' | 'computer_group' | 'computer' | 'member_access' | 'user_group' | 'user_group_access' | 'enrolment_code' | 'session' | 'lockout' | 'access_request' | 'audit';
        row: { [name: string]: unknown };
      }>;
      next_cursor: string | null;
    };
    refusals: never;
  };
  'account.preview-closing': {
    input: { account_id: string };
    reply: { members: number; invitations: number; tokens: number; erased_at: string };
    refusals: never;
  };
  'account.close': {
    input: {
      account_id: string;
      /** Up to 100 characters. */
      company_name: string;
    };
    reply: { erased_at: string };
    refusals: 'company-name-differs';
  };
  'account.reopen': {
    input: { account_id: string };
    reply: { account_id: string };
    refusals: 'not-found';
  };
  'member.list': {
    input: {
      account_id: string;
      /** Up to 600 characters. */
      cursor?: string | undefined;
      /** 1 to 200, 50 when left out. */
      limit?: number | undefined;
      status?: Array<'invited' | 'active' | 'suspended' | 'inactive'> | undefined;
      role?: Array<Role> | undefined;
      /** Up to 100 characters. */
      search?: string | undefined;
      mail?: 'bounced' | 'waiting' | 'no_mail_server' | 'expired' | undefined;
      group_id?: string | undefined;
      role_id?: string | undefined;
      /** "name" when left out. */
      sort?: 'name' | 'last_activity' | 'added' | undefined;
      /** "asc" when left out. */
      order?: 'asc' | 'desc' | undefined;
    };
    reply: {
      items: Array<{
        id: string;
        email: string;
        name: string;
        role: Role;
        custom_role: { id: string; name: string } | null;
        permissions: Array<Permission>;
        status: 'invited' | 'active' | 'suspended' | 'removed';
        made_at: string;
        last_entered_at: string | null;
        inactive: boolean;
        no_access: boolean;
        invited_by: string | null;
        invitation: {
          id: string;
          sent_at: string;
          expires_at: string;
          expired: boolean;
          mail: 'waiting' | 'sent' | 'bounced' | 'no_mail_server';
        } | null;
        in_groups: { own: number; others: number } | null;
      }>;
      next_cursor: string | null;
      total: { count: number; more: boolean };
    };
    refusals: never;
  };
  'member.read': {
    input: { account_id: string; member_id: string };
    reply: {
      id: string;
      email: string;
      name: string;
      role: Role;
      custom_role: { id: string; name: string } | null;
      permissions: Array<Permission>;
      status: 'invited' | 'active' | 'suspended' | 'removed';
      made_at: string;
      last_entered_at: string | null;
      inactive: boolean;
      no_access: boolean;
      invited_by: string | null;
      invitation: {
        id: string;
        sent_at: string;
        expires_at: string;
        expired: boolean;
        mail: 'waiting' | 'sent' | 'bounced' | 'no_mail_server';
      } | null;
      in_groups: { own: number; others: number } | null;
    };
    refusals: never;
  };
  'member.suspend': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { member_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { member_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'holder-is-untouchable' | 'invalid' | 'not-active' | 'not-found' | 'not-yourself' | 'reaches-further' | 'stronger-member' | 'suspended-already' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'member.reinstate': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { member_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { member_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'holder-is-untouchable' | 'invalid' | 'not-found' | 'not-suspended' | 'not-yourself' | 'reaches-further' | 'stronger-member' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'member.change-role': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: {
        member_id: string;
        role: 'super_admin' | 'admin' | 'member';
        /** Null when left out. */
        custom_role_id?: string | null | undefined;
      }[];
    };
    reply: {
      results: Array<{ index: number; result: { member_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'holder-is-untouchable' | 'invalid' | 'not-found' | 'not-permitted' | 'not-yourself' | 'stronger-member' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'member.delete': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { member_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { member_id: string; was: 'deleted' | 'withdrawn' } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'holder-is-untouchable' | 'invalid' | 'not-found' | 'not-yourself' | 'reaches-further' | 'stronger-member' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'member.send-reset': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { member_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { member_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'holder-is-untouchable' | 'invalid' | 'not-active' | 'not-found' | 'not-yourself' | 'reaches-further' | 'stronger-member' | 'too-many-attempts' }>;
      }>;
    };
    refusals: never;
  };
  'member.sign-out': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { member_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { member_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'holder-is-untouchable' | 'invalid' | 'not-active' | 'not-found' | 'not-yourself' | 'reaches-further' | 'stronger-member' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'member.leave': {
    input: { account_id: string };
    reply: Record<string, never>;
    refusals: 'holder-must-stay';
  };
  'member.read-permissions': {
    input: { account_id: string; member_id: string };
    reply: {
      role: Role;
      custom_role: { id: string; name: string } | null;
      of_role: Array<Permission>;
      own: Array<'users.view' | 'users.manage' | 'groups.manage' | 'access.grant' | 'computers.enrol' | 'computers.manage' | 'computers.unlock' | 'sessions.view' | 'sessions.end' | 'audit.view' | 'account.manage' | 'tokens.manage'>;
      inherited: Array<{
        group: { id: string; name: string } | null;
        permissions: Array<'users.view' | 'users.manage' | 'groups.manage' | 'access.grant' | 'computers.enrol' | 'computers.manage' | 'computers.unlock' | 'sessions.view' | 'sessions.end' | 'audit.view' | 'account.manage' | 'tokens.manage'>;
      }>;
    };
    refusals: never;
  };
  'member.set-permissions': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: {
        member_id: string;
        /** Up to 12 items. */
        permissions: Array<'users.view' | 'users.manage' | 'groups.manage' | 'access.grant' | 'computers.enrol' | 'computers.manage' | 'computers.unlock' | 'sessions.view' | 'sessions.end' | 'audit.view' | 'account.manage' | 'tokens.manage'>;
      }[];
    };
    reply: {
      results: Array<{ index: number; result: { member_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'holder-is-untouchable' | 'invalid' | 'not-found' | 'not-permitted' | 'not-yourself' | 'stronger-member' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'member.why-reach': {
    input: { account_id: string; member_id: string; computer_id: string };
    reply: {
      member: { id: string; name: string };
      computer: { id: string; name: string };
      reaches: boolean;
      ways: Array<{
        kind: 'owner' | 'holder' | 'all' | 'group' | 'computer';
        group: { id: string; name: string } | null;
        by: { id: string; name: string } | null;
        through: { id: string; name: string } | null;
        unseen: boolean;
      }>;
      switched_off: Array<{
        kind: 'owner' | 'holder' | 'all' | 'group' | 'computer';
        group: { id: string; name: string } | null;
        by: { id: string; name: string } | null;
        through: { id: string; name: string } | null;
        unseen: boolean;
      }>;
      missing: Array<'member-not-active' | 'computer-not-active' | 'only-own' | 'access'>;
      could_give: { count: number; first50: { id: string; name: string }[] } | null;
      company_name: string;
      support_contact: string;
    };
    refusals: never;
  };
  'member.why-permission': {
    input: { account_id: string; member_id: string; permission: string };
    reply: {
      member: { id: string; name: string };
      permission: Permission;
      holds: boolean;
      ways: Array<{
        kind: 'role' | 'custom-role' | 'own' | 'group';
        role: Role | null;
        by: { id: string; name: string } | null;
        through: { id: string; name: string } | null;
      }>;
      missing: Array<'member-not-active' | 'permission'>;
      could_give: { count: number; first50: { id: string; name: string }[] } | null;
      company_name: string;
      support_contact: string;
    };
    refusals: never;
  };
  'role.list': {
    input: { account_id: string };
    reply: {
      built_in: {
        role: Role;
        permissions: Array<Permission>;
        members: number;
      }[];
      custom: Array<{
        id: string;
        name: string;
        version: number;
        permissions: Array<'users.view' | 'users.manage' | 'groups.manage' | 'access.grant' | 'computers.enrol' | 'computers.manage' | 'computers.unlock' | 'sessions.view' | 'sessions.end' | 'audit.view' | 'account.manage' | 'tokens.manage'>;
        user_groups: { id: string; name: string }[] | null;
        computer_groups: { id: string; name: string }[] | null;
        members: number;
      }>;
    };
    refusals: never;
  };
  'role.create': {
    input: {
      account_id: string;
      /** Up to 100 characters. */
      name: string;
      /** Up to 12 items. */
      permissions: Array<'users.view' | 'users.manage' | 'groups.manage' | 'access.grant' | 'computers.enrol' | 'computers.manage' | 'computers.unlock' | 'sessions.view' | 'sessions.end' | 'audit.view' | 'account.manage' | 'tokens.manage'>;
      /** Null when left out. */
      user_group_ids?: string[] | null | undefined;
      /** Null when left out. */
      computer_group_ids?: string[] | null | undefined;
    };
    reply: { role_id: string };
    refusals: 'not-limitable' | 'role-exists' | 'too-many-roles';
  };
  'role.edit': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: {
        role_id: string;
        version: number;
        /** Up to 100 characters. */
        name: string;
        /** Up to 12 items. */
        permissions: Array<'users.view' | 'users.manage' | 'groups.manage' | 'access.grant' | 'computers.enrol' | 'computers.manage' | 'computers.unlock' | 'sessions.view' | 'sessions.end' | 'audit.view' | 'account.manage' | 'tokens.manage'>;
        user_group_ids?: string[] | null | undefined;
        computer_group_ids?: string[] | null | undefined;
      }[];
    };
    reply: {
      results: Array<{ index: number; result: { role_id: string; version: number } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'invalid' | 'not-found' | 'not-limitable' | 'not-permitted' | 'role-exists' | 'stale' | 'stronger-member' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'role.delete': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { role_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { role_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'invalid' | 'not-found' | 'stronger-member' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'group.list': {
    input: { account_id: string };
    reply: {
      items: {
        id: string;
        parent_id: string | null;
        name: string;
        version: number;
        members: number;
        kind: 'none' | 'all' | 'chosen';
        permissions: Array<'users.view' | 'users.manage' | 'groups.manage' | 'access.grant' | 'computers.enrol' | 'computers.manage' | 'computers.unlock' | 'sessions.view' | 'sessions.end' | 'audit.view' | 'account.manage' | 'tokens.manage'>;
      }[];
    };
    refusals: never;
  };
  'group.read': {
    input: { account_id: string; group_id: string };
    reply: {
      id: string;
      name: string;
      version: number;
      above: { id: string; name: string }[];
      below: { id: string; name: string; members: number }[];
      members: number;
      kind: 'none' | 'all' | 'chosen';
      groups: { id: string; name: string }[];
      computers: { id: string; name: string }[];
      inherited: Array<{
        group: { id: string; name: string } | null;
        kind: 'none' | 'all' | 'chosen';
        groups: { id: string; name: string }[];
        computers: { id: string; name: string }[];
      }>;
      permissions: Array<'users.view' | 'users.manage' | 'groups.manage' | 'access.grant' | 'computers.enrol' | 'computers.manage' | 'computers.unlock' | 'sessions.view' | 'sessions.end' | 'audit.view' | 'account.manage' | 'tokens.manage'>;
      inherited_permissions: Array<{
        group: { id: string; name: string } | null;
        permissions: Array<'users.view' | 'users.manage' | 'groups.manage' | 'access.grant' | 'computers.enrol' | 'computers.manage' | 'computers.unlock' | 'sessions.view' | 'sessions.end' | 'audit.view' | 'account.manage' | 'tokens.manage'>;
      }>;
    };
    refusals: never;
  };
  'group.list-members': {
    input: {
      account_id: string;
      group_id: string;
      /** Up to 600 characters. */
      cursor?: string | undefined;
      /** 1 to 200, 50 when left out. */
      limit?: number | undefined;
      /** Up to 100 characters. */
      search?: string | undefined;
    };
    reply: {
      items: Array<{
        id: string;
        email: string;
        name: string;
        role: Role;
        custom_role: { id: string; name: string } | null;
        status: 'invited' | 'active' | 'suspended' | 'removed';
        last_entered_at: string | null;
        in_groups: { own: number; others: number } | null;
      }>;
      next_cursor: string | null;
      total: { count: number; more: boolean };
    };
    refusals: never;
  };
  'group.create': {
    input: {
      account_id: string;
      /** Up to 100 characters. */
      name: string;
      /** Null when left out. */
      parent_id?: string | null | undefined;
    };
    reply: { group_id: string };
    refusals: 'group-exists' | 'groups-too-deep' | 'reaches-further' | 'too-many-groups';
  };
  'group.edit': {
    input: {
      account_id: string;
      group_id: string;
      version: number;
      /** Up to 100 characters. */
      name: string;
    };
    reply: { version: number };
    refusals: 'group-exists' | 'reaches-further' | 'stale';
  };
  'group.move': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { group_id: string; parent_id: string | null }[];
    };
    reply: {
      results: Array<{ index: number; result: { group_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'group-below-itself' | 'group-exists' | 'groups-too-deep' | 'invalid' | 'not-found' | 'not-permitted' | 'own-reach' | 'reaches-further' | 'stronger-member' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'group.delete': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { group_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { group_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'group-has-groups' | 'invalid' | 'not-found' | 'reaches-further' | 'stronger-member' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'group.set-access': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: {
        group_id: string;
        kind: 'none' | 'all' | 'chosen';
        /** Up to 500 items, [] when left out. */
        group_ids?: string[] | undefined;
        /** Up to 500 items, [] when left out. */
        computer_ids?: string[] | undefined;
      }[];
    };
    reply: {
      results: Array<{ index: number; result: { group_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'invalid' | 'not-found' | 'not-permitted' | 'own-reach' | 'reaches-further' | 'stronger-member' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'group.set-permissions': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: {
        group_id: string;
        /** Up to 12 items. */
        permissions: Array<'users.view' | 'users.manage' | 'groups.manage' | 'access.grant' | 'computers.enrol' | 'computers.manage' | 'computers.unlock' | 'sessions.view' | 'sessions.end' | 'audit.view' | 'account.manage' | 'tokens.manage'>;
      }[];
    };
    reply: {
      results: Array<{ index: number; result: { group_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'invalid' | 'not-found' | 'not-permitted' | 'stronger-member' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'group.add-members': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { group_id: string; member_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { group_id: string; member_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'holder-is-untouchable' | 'invalid' | 'not-found' | 'not-permitted' | 'not-yourself' | 'reaches-further' | 'stronger-member' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'group.remove-members': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { group_id: string; member_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { group_id: string; member_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'holder-is-untouchable' | 'invalid' | 'not-found' | 'not-yourself' | 'reaches-further' | 'stronger-member' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'handover.read': {
    input: { account_id: string };
    reply: {
      handover: {
        id: string;
        holder: { member_id: string; name: string };
        successor: { member_id: string; name: string };
        mine: 'holder' | 'successor' | 'neither';
        made_at: string;
        expires_at: string;
        accepted_at: string | null;
        takes_effect_at: string | null;
        old_holder_role: 'super_admin' | 'admin' | 'member' | null;
      } | null;
    };
    refusals: never;
  };
  'handover.offer': {
    input: { account_id: string; member_id: string };
    reply: { handover_id: string };
    refusals: 'handover-under-way' | 'not-active' | 'not-yourself';
  };
  'handover.accept': {
    input: {
      account_id: string;
      handover_id: string;
      /** "super_admin" when left out. */
      old_holder_role?: 'super_admin' | 'admin' | 'member' | undefined;
    };
    reply: { takes_effect_at: string };
    refusals: 'handover-under-way';
  };
  'handover.cancel': {
    input: { account_id: string; handover_id: string };
    reply: Record<string, never>;
    refusals: never;
  };
  'token.create': {
    input: {
      account_id: string;
      /** Up to 100 characters. */
      name: string;
      kind: 'personal' | 'account';
      /** Up to 13 items. */
      scopes: Array<Permission>;
      /** 1 to 366. */
      expires_in_days: number;
    };
    reply: { token_id: string; token: string; expires_at: string };
    refusals: 'too-many-tokens';
  };
  'token.list': {
    input: {
      account_id: string;
      /** Up to 600 characters. */
      cursor?: string | undefined;
      /** 1 to 200, 50 when left out. */
      limit?: number | undefined;
      /** "personal" when left out. */
      kind?: 'personal' | 'account' | undefined;
    };
    reply: {
      items: Array<{
        id: string;
        name: string;
        kind: 'personal' | 'account';
        scopes: Array<Permission>;
        powers: Array<Permission>;
        made_by: { member_id: string; name: string };
        made_at: string;
        expires_at: string;
        last_used_at: string | null;
        ended_at: string | null;
      }>;
      next_cursor: string | null;
      total: { count: number; more: boolean };
    };
    refusals: never;
  };
  'token.end': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { token_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { token_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'invalid' | 'not-found' | 'stronger-member' }>;
      }>;
    };
    refusals: never;
  };
  'batch.preview': {
    input: {
      account_id: string;
      act: 'suspend' | 'reinstate' | 'delete' | 'change-role' | 'resend' | 'send-reset' | 'add-to-group' | 'remove-from-group';
      role?: 'super_admin' | 'admin' | 'member' | undefined;
      custom_role_id?: string | undefined;
      group_id?: string | undefined;
      filter: {
        status?: Array<'invited' | 'active' | 'suspended' | 'inactive'> | undefined;
        role?: Array<Role> | undefined;
        /** Up to 100 characters. */
        search?: string | undefined;
        mail?: 'bounced' | 'waiting' | 'no_mail_server' | 'expired' | undefined;
        group_id?: string | undefined;
        role_id?: string | undefined;
      };
    };
    reply: {
      matching: number;
      consequences: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
  };
  'batch.start': {
    input: {
      account_id: string;
      act: 'suspend' | 'reinstate' | 'delete' | 'change-role' | 'resend' | 'send-reset' | 'add-to-group' | 'remove-from-group';
      role?: 'super_admin' | 'admin' | 'member' | undefined;
      custom_role_id?: string | undefined;
      group_id?: string | undefined;
      filter: {
        status?: Array<'invited' | 'active' | 'suspended' | 'inactive'> | undefined;
        role?: Array<Role> | undefined;
        /** Up to 100 characters. */
        search?: string | undefined;
        mail?: 'bounced' | 'waiting' | 'no_mail_server' | 'expired' | undefined;
        group_id?: string | undefined;
        role_id?: string | undefined;
      };
    };
    reply: { batch_id: string; total: number };
    refusals: never;
  };
  'batch.preview-computers': {
    input: {
      account_id: string;
      act: 'approve' | 'move' | 'set-owner' | 'remove';
      group_id?: string | null | undefined;
      owner_id?: string | null | undefined;
      filter: {
        state?: Array<'online' | 'offline' | 'waiting' | 'needs_code' | 'locked'> | undefined;
        group_id?: string | 'none' | undefined;
        owner_id?: string | undefined;
        mine?: 'true' | undefined;
        /** Up to 100 characters. */
        search?: string | undefined;
      };
    };
    reply: {
      matching: number;
      consequences: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: 'not-active';
  };
  'batch.start-computers': {
    input: {
      account_id: string;
      act: 'approve' | 'move' | 'set-owner' | 'remove';
      group_id?: string | null | undefined;
      owner_id?: string | null | undefined;
      filter: {
        state?: Array<'online' | 'offline' | 'waiting' | 'needs_code' | 'locked'> | undefined;
        group_id?: string | 'none' | undefined;
        owner_id?: string | undefined;
        mine?: 'true' | undefined;
        /** Up to 100 characters. */
        search?: string | undefined;
      };
    };
    reply: { batch_id: string; total: number };
    refusals: 'not-active';
  };
  'batch.list': {
    input: { account_id: string; about?: 'member' | 'computer' | undefined };
    reply: {
      items: Array<{
        id: string;
        about: 'member' | 'computer';
        act: 'suspend' | 'reinstate' | 'delete' | 'change-role' | 'resend' | 'send-reset' | 'add-to-group' | 'remove-from-group' | 'approve' | 'move' | 'set-owner' | 'remove';
        state: 'running' | 'done' | 'stopped';
        total: number;
        done: number;
        refused: number;
        made_at: string;
        ended_at: string | null;
        refusals: Array<{
          code: string;
          count: number;
          first: { member_id: string | null; computer_id: string | null; name: string }[];
        }>;
      }>;
      total: { count: number; more: boolean };
    };
    refusals: never;
  };
  'batch.read': {
    input: { account_id: string; batch_id: string };
    reply: {
      id: string;
      about: 'member' | 'computer';
      act: 'suspend' | 'reinstate' | 'delete' | 'change-role' | 'resend' | 'send-reset' | 'add-to-group' | 'remove-from-group' | 'approve' | 'move' | 'set-owner' | 'remove';
      state: 'running' | 'done' | 'stopped';
      total: number;
      done: number;
      refused: number;
      made_at: string;
      ended_at: string | null;
      refusals: Array<{
        code: string;
        count: number;
        first: { member_id: string | null; computer_id: string | null; name: string }[];
      }>;
    };
    refusals: never;
  };
  'batch.stop': {
    input: { account_id: string; batch_id: string };
    reply: Record<string, never>;
    refusals: never;
  };
  'audit.list': {
    input: {
      account_id: string;
      /** Up to 600 characters. */
      cursor?: string | undefined;
      /** 1 to 200, 50 when left out. */
      limit?: number | undefined;
      actor_id?: string | undefined;
      target_id?: string | undefined;
      act?: string | undefined;
      from?: string | undefined;
      to?: string | undefined;
    };
    reply: {
      items: Array<{
        id: string;
        at: string;
        act: string;
        actor: {
          kind: 'member' | 'operator' | 'system';
          id: string | null;
          name: string | null;
          token: { id: string; name: string | null } | null;
        };
        targets: { id: string; name: string | null }[];
        groups: { id: string; name: string | null }[];
        role: string | null;
        before: { [name: string]: unknown } | null;
        after: { [name: string]: unknown } | null;
        address: string | null;
      }>;
      next_cursor: string | null;
      total: { count: number; more: boolean };
    };
    refusals: never;
  };
  'invitation.send': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: Array<{
        /** Up to 254 characters. */
        email: string;
        /** Up to 100 characters. */
        name?: string | undefined;
        /** "member" when left out. */
        role?: 'super_admin' | 'admin' | 'member' | undefined;
        language: Language;
        /** Up to 2000 characters. */
        note?: string | undefined;
        access?: {
          kind: 'none' | 'all' | 'chosen';
          /** Up to 500 items, [] when left out. */
          group_ids?: string[] | undefined;
          /** Up to 500 items, [] when left out. */
          computer_ids?: string[] | undefined;
        } | undefined;
        /** Null when left out. */
        custom_role_id?: string | null | undefined;
        /** Up to 12 items, [] when left out. */
        permissions?: Array<'users.view' | 'users.manage' | 'groups.manage' | 'access.grant' | 'computers.enrol' | 'computers.manage' | 'computers.unlock' | 'sessions.view' | 'sessions.end' | 'audit.view' | 'account.manage' | 'tokens.manage'> | undefined;
        /** Up to 50 items, [] when left out. */
        user_group_ids?: string[] | undefined;
      }>;
    };
    reply: {
      results: Array<{ index: number; result: { member_id: string; invitation_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'already-a-member' | 'already-invited' | 'invalid' | 'not-found' | 'not-permitted' | 'reaches-further' | 'suspended-here' | 'too-many-invitations' }>;
      }>;
    };
    refusals: 'idempotency-key-reused';
    idempotent: true;
  };
  'invitation.preview': {
    input: {
      account_id: string;
      /** Up to 254 characters. */
      email: string;
      /** Up to 100 characters. */
      name?: string | undefined;
      /** "member" when left out. */
      role?: 'super_admin' | 'admin' | 'member' | undefined;
      language: Language;
      /** Up to 2000 characters. */
      note?: string | undefined;
    };
    reply: { from: string; subject: string; text: string; html: string };
    refusals: never;
  };
  'invitation.resend': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { member_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { member_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'invalid' | 'no-open-invitation' | 'not-found' | 'reaches-further' | 'stronger-member' | 'too-many-invitations' }>;
      }>;
    };
    refusals: never;
  };
  'invitation.withdraw': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { member_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { member_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'invalid' | 'no-open-invitation' | 'not-found' | 'reaches-further' | 'stronger-member' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'invitation.open': {
    input: { link: string };
    reply: {
      company_name: string;
      email: string;
      name: string;
      invited_by: string;
      note: string;
      language: Language;
      has_person: boolean;
      signed_in_as: 'nobody' | 'invited' | 'other';
    };
    refusals: 'link-declined' | 'link-expired' | 'link-superseded' | 'link-unknown' | 'link-used' | 'link-withdrawn';
  };
  'invitation.accept': {
    input: { link: string };
    reply: { account_id: string; not_brought: Array<'role' | 'permissions' | 'access' | 'groups'> };
    refusals: 'already-a-member' | 'link-declined' | 'link-expired' | 'link-superseded' | 'link-unknown' | 'link-used' | 'link-withdrawn' | 'wrong-person';
  };
  'invitation.accept-as-new': {
    input: {
      link: string;
      /** Up to 100 characters. */
      name: string;
      /** Up to 1000 characters. */
      password: string;
      language: Language;
    };
    reply: { account_id: string; not_brought: Array<'role' | 'permissions' | 'access' | 'groups'> };
    refusals: 'link-declined' | 'link-expired' | 'link-superseded' | 'link-unknown' | 'link-used' | 'link-withdrawn' | 'password-breached' | 'password-too-long' | 'password-too-short' | 'password-too-simple' | 'sign-in-instead';
  };
  'invitation.decline': {
    input: { link: string };
    reply: Record<string, never>;
    refusals: 'link-declined' | 'link-expired' | 'link-superseded' | 'link-unknown' | 'link-used' | 'link-withdrawn';
  };
  'computer.list': {
    input: {
      account_id: string;
      /** Up to 600 characters. */
      cursor?: string | undefined;
      /** 1 to 200, 50 when left out. */
      limit?: number | undefined;
      state?: Array<'online' | 'offline' | 'waiting' | 'needs_code' | 'locked'> | undefined;
      group_id?: string | 'none' | undefined;
      owner_id?: string | undefined;
      mine?: 'true' | undefined;
      /** Up to 100 characters. */
      search?: string | undefined;
      /** "name" when left out. */
      sort?: 'name' | 'last_seen' | 'added' | undefined;
      /** "asc" when left out. */
      order?: 'asc' | 'desc' | undefined;
    };
    reply: {
      items: Array<{
        id: string;
        name: string;
        version: number;
        group: { id: string; name: string } | null;
        status: 'waiting' | 'active';
        online: boolean;
        os: string;
        os_user: string | null;
        owner: { member_id: string; name: string } | null;
        added_at: string;
        last_seen_at: string | null;
        needs_code: boolean;
        locked: boolean;
        reached: boolean;
        via: Array<'owner' | 'own' | 'group'>;
      }>;
      next_cursor: string | null;
      total: { count: number; more: boolean };
    };
    refusals: never;
  };
  'computer.read': {
    input: { account_id: string; computer_id: string };
    reply: {
      id: string;
      name: string;
      version: number;
      group: { id: string; name: string } | null;
      status: 'waiting' | 'active';
      online: boolean;
      os: string;
      os_user: string | null;
      owner: { member_id: string; name: string } | null;
      added_at: string;
      last_seen_at: string | null;
      needs_code: boolean;
      locked: boolean;
      reached: boolean;
      via: Array<'owner' | 'own' | 'group'>;
      hostname: string;
      agent_version: string;
      problem: string;
      quarantined: boolean;
    };
    refusals: never;
  };
  'computer.edit': {
    input: {
      account_id: string;
      computer_id: string;
      version: number;
      /** Up to 100 characters. */
      name: string;
    };
    reply: { version: number };
    refusals: 'stale';
  };
  'computer.move': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { computer_id: string; group_id: string | null }[];
    };
    reply: {
      results: Array<{ index: number; result: { computer_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'invalid' | 'not-found' | 'not-permitted' | 'own-reach' | 'reaches-further' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'computer.set-owner': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { computer_id: string; owner_id: string | null }[];
    };
    reply: {
      results: Array<{ index: number; result: { computer_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'invalid' | 'not-active' | 'not-found' | 'not-permitted' | 'own-reach' | 'reaches-further' | 'stronger-member' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'computer.approve': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { computer_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { computer_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'invalid' | 'not-found' | 'not-permitted' | 'not-waiting' }>;
      }>;
    };
    refusals: never;
  };
  'computer.remove': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { computer_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { computer_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'invalid' | 'not-found' | 'not-permitted' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'computer.list-groups': {
    input: { account_id: string };
    reply: {
      items: { id: string; name: string; version: number; computers: number }[];
      ungrouped: number;
    };
    refusals: never;
  };
  'computer.create-group': {
    input: {
      account_id: string;
      /** Up to 100 characters. */
      name: string;
    };
    reply: { group_id: string };
    refusals: 'group-exists' | 'too-many-groups';
  };
  'computer.edit-group': {
    input: {
      account_id: string;
      group_id: string;
      version: number;
      /** Up to 100 characters. */
      name: string;
    };
    reply: { version: number };
    refusals: 'group-exists' | 'stale';
  };
  'computer.delete-group': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { group_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { group_id: string } } | { index: number; refusal: Extract<Refusal, { code: 'invalid' | 'not-found' }> }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'computer.make-code': {
    input: {
      account_id: string;
      kind: 'enrolment' | 'deployment' | 'replacement';
      /** Null when left out. */
      group_id?: string | null | undefined;
      owner_id?: string | undefined;
      /** False when left out. */
      mailed?: boolean | undefined;
      computer_id?: string | undefined;
      /** 1 to 100000, 1 when left out. */
      uses?: number | undefined;
      /** 1 to 366, 30 when left out. */
      expires_in_days?: number | undefined;
      /** True when left out. */
      needs_approval?: boolean | undefined;
    };
    reply: { code_id: string; enrolment_code: string; expires_at: string };
    refusals: 'not-active' | 'reaches-further' | 'stronger-member' | 'too-many-codes';
  };
  'computer.list-codes': {
    input: {
      account_id: string;
      /** Up to 600 characters. */
      cursor?: string | undefined;
      /** 1 to 200, 50 when left out. */
      limit?: number | undefined;
    };
    reply: {
      items: Array<{
        id: string;
        kind: 'enrolment' | 'deployment' | 'replacement';
        made_by: { member_id: string; name: string } | null;
        made_at: string;
        expires_at: string;
        group: { id: string; name: string } | null;
        owner: { member_id: string; name: string } | null;
        computer: { id: string; name: string } | null;
        uses: number;
        uses_left: number;
        needs_approval: boolean;
      }>;
      next_cursor: string | null;
      total: { count: number; more: boolean };
    };
    refusals: never;
  };
  'computer.end-codes': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { code_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { code_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'invalid' | 'not-found' | 'stronger-member' }>;
      }>;
    };
    refusals: never;
  };
  'computer.enrol': {
    input: {
      code: string;
      device_key: string;
      signature: string;
      /** Up to 200 characters. */
      hostname: string;
      /** Up to 200 characters. */
      os: string;
      /** Up to 200 characters. */
      agent_version: string;
    };
    reply: {
      account_id: string;
      company_name: string;
      computer_id: string;
      name: string;
      status: 'waiting' | 'active';
      owner: { person_id: string; name: string } | null;
      public_url: string;
      node_urls: string[];
    };
    refusals: 'code-expired' | 'code-unknown' | 'code-used' | 'code-withdrawn' | 'device-key-known' | 'no-free-licence' | 'wrong-signature';
  };
  'computer.leave': {
    input: { computer_id: string; at: string; signature: string };
    reply: Record<string, never>;
    refusals: 'clock-differs' | 'computer-quarantined' | 'wrong-signature';
  };
  'computer.ask-code-approval': {
    input: { computer_id: string; at: string; signature: string; nonce: string };
    reply: {
      state: 'waiting' | 'declined' | 'approved';
      person_id: string | null;
      grant_id: string | null;
    };
    refusals: 'approval-expired' | 'approval-used' | 'clock-differs' | 'computer-quarantined' | 'computer-removed' | 'computer-waiting' | 'wrong-signature';
  };
  'computer.open-code-approval': {
    input: { nonce: string };
    reply: {
      account_id: string;
      company_name: string;
      computer: { id: string; name: string };
      comparison: string;
      is_owner: boolean;
      expires_at: string;
    };
    refusals: 'approval-declined' | 'approval-expired' | 'approval-used' | 'not-found';
  };
  'computer.approve-code': {
    input: { nonce: string };
    reply: Record<string, never>;
    refusals: 'approval-declined' | 'approval-expired' | 'approval-used' | 'not-found';
  };
  'computer.decline-code': {
    input: { nonce: string };
    reply: Record<string, never>;
    refusals: 'approval-declined' | 'approval-expired' | 'approval-used' | 'not-found';
  };
  'computer.agent-files': {
    input: Record<string, never>;
    reply: {
      version: string | null;
      pin: string | null;
      files: { platform: string; file: string; size: number; sha256: string }[];
    };
    refusals: never;
  };
  'computer.read-access': {
    input: { account_id: string; member_id: string };
    reply: {
      kind: 'none' | 'all' | 'chosen';
      groups: { id: string; name: string }[];
      computers: { id: string; name: string }[];
      only_own: boolean;
      user_groups: Array<{ id: string; name: string; above: { id: string; name: string }[] }>;
      inherited: Array<{
        group: { id: string; name: string };
        kind: 'none' | 'all' | 'chosen';
        groups: { id: string; name: string }[];
        computers: { id: string; name: string }[];
      }>;
      owned: { id: string; name: string }[];
      reached: number;
      unseen: number;
      unseen_groups: number;
    };
    refusals: never;
  };
  'computer.set-access': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: {
        member_id: string;
        kind: 'none' | 'all' | 'chosen';
        /** Up to 500 items, [] when left out. */
        group_ids?: string[] | undefined;
        /** Up to 500 items, [] when left out. */
        computer_ids?: string[] | undefined;
        only_own?: boolean | undefined;
      }[];
    };
    reply: {
      results: Array<{ index: number; result: { member_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'holder-is-untouchable' | 'invalid' | 'not-found' | 'not-yourself' | 'reaches-further' | 'stronger-member' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'computer.list-reachers': {
    input: {
      account_id: string;
      computer_id: string;
      /** Up to 600 characters. */
      cursor?: string | undefined;
      /** 1 to 200, 50 when left out. */
      limit?: number | undefined;
    };
    reply: {
      items: Array<{
        member_id: string;
        name: string;
        email: string | null;
        ways: Array<{
          kind: 'owner' | 'holder' | 'all' | 'group' | 'computer';
          group: { id: string; name: string } | null;
          by: { id: string; name: string } | null;
        }>;
      }>;
      next_cursor: string | null;
      total: { count: number; more: boolean };
    };
    refusals: never;
  };
  'computer.list-locks': {
    input: {
      account_id: string;
      /** Up to 600 characters. */
      cursor?: string | undefined;
      /** 1 to 200, 50 when left out. */
      limit?: number | undefined;
      open?: 'true' | 'false' | undefined;
      computer_id?: string | undefined;
    };
    reply: {
      items: Array<{
        id: string;
        computer: { id: string; name: string };
        member: { id: string; name: string } | null;
        address: string;
        at: string;
        is_personal: boolean;
        ended_at: string | null;
        ended_by: { member_id: string; name: string } | null;
        is_braked: boolean;
      }>;
      next_cursor: string | null;
      total: { count: number; more: boolean };
    };
    refusals: never;
  };
  'computer.unlock': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { lock_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { lock_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'invalid' | 'not-found' | 'not-fresh' | 'not-locked' | 'not-permitted' | 'unlocked-by-others' }>;
      }>;
    };
    refusals: never;
  };
  'computer.forgive': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { member_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { member_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'invalid' | 'not-found' | 'not-locked' | 'not-yourself' | 'reaches-further' }>;
      }>;
    };
    refusals: never;
  };
  'request.make': {
    input: {
      account_id: string;
      computer_id?: string | undefined;
      permission?: 'users.view' | 'users.manage' | 'groups.manage' | 'access.grant' | 'computers.enrol' | 'computers.manage' | 'computers.unlock' | 'sessions.view' | 'sessions.end' | 'audit.view' | 'account.manage' | 'tokens.manage' | undefined;
      /** False when left out. */
      unlock?: boolean | undefined;
      /** Up to 500 characters. */
      note?: string | undefined;
    };
    reply: { request_id: string; asked_before: boolean };
    refusals: 'have-already' | 'too-many-attempts';
  };
  'request.list-own': {
    input: {
      account_id: string;
      /** Up to 600 characters. */
      cursor?: string | undefined;
      /** 1 to 200, 50 when left out. */
      limit?: number | undefined;
    };
    reply: {
      items: Array<{
        id: string;
        computer: { id: string; name: string | null } | null;
        permission: 'users.view' | 'users.manage' | 'groups.manage' | 'access.grant' | 'computers.enrol' | 'computers.manage' | 'computers.unlock' | 'sessions.view' | 'sessions.end' | 'audit.view' | 'account.manage' | 'tokens.manage' | null;
        unlock: boolean;
        note: string;
        made_at: string;
        state: 'open' | 'granted' | 'declined' | 'withdrawn' | 'ended';
        ended_at: string | null;
        answer: string;
      }>;
      next_cursor: string | null;
      total: { count: number; more: boolean };
    };
    refusals: never;
  };
  'request.withdraw': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { request_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { request_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'invalid' | 'not-found' | 'request-over' }>;
      }>;
    };
    refusals: never;
  };
  'request.list': {
    input: {
      account_id: string;
      /** Up to 600 characters. */
      cursor?: string | undefined;
      /** 1 to 200, 50 when left out. */
      limit?: number | undefined;
    };
    reply: {
      items: Array<{
        id: string;
        member: { id: string; name: string; email: string };
        computer: { id: string; name: string } | null;
        permission: 'users.view' | 'users.manage' | 'groups.manage' | 'access.grant' | 'computers.enrol' | 'computers.manage' | 'computers.unlock' | 'sessions.view' | 'sessions.end' | 'audit.view' | 'account.manage' | 'tokens.manage' | null;
        unlock: boolean;
        note: string;
        made_at: string;
      }>;
      next_cursor: string | null;
      total: { count: number; more: boolean };
    };
    refusals: never;
  };
  'request.answer': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: {
        request_id: string;
        answer: 'granted' | 'declined';
        /** Up to 500 characters. */
        note?: string | undefined;
        /** Up to 500 items, [] when left out. */
        group_ids?: string[] | undefined;
        /** Up to 500 items, [] when left out. */
        computer_ids?: string[] | undefined;
      }[];
    };
    reply: {
      results: Array<{ index: number; result: { request_id: string; member_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'have-already' | 'holder-is-untouchable' | 'invalid' | 'not-active' | 'not-found' | 'not-fresh' | 'not-permitted' | 'not-yourself' | 'request-over' | 'stronger-member' | 'unlocked-by-others' }>;
      }>;
      consequences?: Array<{
        kind: 'profile' | 'role' | 'permission' | 'invitation' | 'token' | 'handover' | 'computer' | 'owned-computer' | 'session' | 'code' | 'job' | 'user' | 'group-computer' | 'lock' | 'manager' | 'extent' | 'user-group' | 'managed-user' | 'computer-group' | 'managed-computer';
        change: 'lost' | 'gained';
        total: number;
        first50: { id: string; label: string }[];
      }>;
    };
    refusals: never;
    dryRun: true;
  };
  'session.open': {
    input: { account_id: string; computer_id: string; control: boolean };
    reply: {
      session_id: string;
      url: string;
      ticket: string;
      host: { computer_id: string; name: string; person_id: string; grant_id: string };
      idle_minutes: number;
    };
    refusals: 'computer-locked' | 'computer-needs-code' | 'computer-offline' | 'computer-quarantined' | 'locked-another' | 'locked-too-many' | 'too-many-sessions';
  };
  'session.rejoin': {
    input: { account_id: string; session_id: string };
    reply: { session_id: string; url: string; ticket: string };
    refusals: 'computer-offline' | 'session-over';
  };
  'session.end': {
    input: {
      account_id: string;
      /** 1 to 500 items. */
      items: { session_id: string }[];
    };
    reply: {
      results: Array<{ index: number; result: { session_id: string } } | {
        index: number;
        refusal: Extract<Refusal, { code: 'invalid' | 'not-found' | 'reaches-further' | 'session-over' }>;
      }>;
    };
    refusals: never;
  };
  'session.list': {
    input: {
      account_id: string;
      /** Up to 600 characters. */
      cursor?: string | undefined;
      /** 1 to 200, 50 when left out. */
      limit?: number | undefined;
      live?: 'true' | 'false' | undefined;
      mine?: 'true' | undefined;
      computer_id?: string | undefined;
      member_id?: string | undefined;
    };
    reply: {
      items: Array<{
        id: string;
        computer: { id: string; name: string };
        member: { id: string; name: string };
        state: 'asked' | 'open' | 'ended';
        control: boolean;
        address: string;
        made_at: string;
        opened_at: string | null;
        ended_at: string | null;
        ending: 'ended' | 'revoked' | 'suspended' | 'removed' | 'signed-out' | 'left' | 'idle' | 'host-ended' | 'lost' | 'refused' | 'locked' | 'unopened' | 'failed' | 'no-screen' | 'fault' | 'restarted' | null;
        ended_by: { member_id: string; name: string } | null;
        is_mine: boolean;
        can_end: boolean;
      }>;
      next_cursor: string | null;
      total: { count: number; more: boolean };
    };
    refusals: never;
  };
  'operator.read-installation': {
    input: Record<string, never>;
    reply: {
      set_up: boolean;
      languages: Array<Language>;
      version: string;
      signed_in: boolean;
      sign_up: boolean;
      notices: {
        id: string;
        kind: 'outage' | 'maintenance' | 'information';
        text: string;
        starts_at: string | null;
        ends_at: string | null;
      }[];
      links: {
        imprint: string | null;
        terms: string | null;
        privacy: string | null;
        videos: string | null;
        community: string | null;
        training: string | null;
        support: string | null;
        cases: string | null;
      };
    };
    refusals: never;
  };
  'operator.check-set-up-code': {
    input: {
      /** Up to 60 characters. */
      code: string;
    };
    reply: Record<string, never>;
    refusals: 'already-set-up' | 'set-up-code-spent' | 'set-up-code-wrong';
  };
  'operator.set-up': {
    input: {
      /** Up to 60 characters. */
      code: string;
      /** Up to 100 characters. */
      name: string;
      /** Up to 254 characters. */
      email: string;
      /** Up to 1000 characters. */
      password: string;
      /** Up to 100 characters. */
      company_name: string;
      language: Language;
      mail: {
        /** Up to 500 characters. */
        smtp_url: string;
        /** Up to 254 characters. */
        mail_from: string;
      } | null;
    };
    reply: { account_id: string };
    refusals: 'already-set-up' | 'mail-server-refused' | 'password-breached' | 'password-too-long' | 'password-too-short' | 'password-too-simple' | 'set-up-code-spent' | 'set-up-code-wrong';
  };
  'operator.read-mail': {
    input: Record<string, never>;
    reply: { from: string | null; server: string | null; set_by: 'nobody' | 'settings' | 'screen' };
    refusals: never;
  };
  'operator.set-mail': {
    input: {
      /** Up to 500 characters. */
      smtp_url: string;
      /** Up to 254 characters. */
      mail_from: string;
    };
    reply: Record<string, never>;
    refusals: 'mail-server-refused';
  };
  'operator.list-outbox': {
    input: {
      /** Up to 600 characters. */
      cursor?: string | undefined;
      /** 1 to 200, 50 when left out. */
      limit?: number | undefined;
    };
    reply: {
      items: {
        id: string;
        kind: string;
        recipient: string;
        state: 'waiting' | 'sent' | 'bounced' | 'no_mail_server';
        problem: MailProblemKind | null;
        quote: string | null;
        made_at: string;
      }[];
      next_cursor: string | null;
      total: { count: number; more: boolean };
    };
    refusals: never;
  };
  'operator.view-mail': {
    input: { mail_id: string };
    reply: { subject: string; text: string; html: string; recipient: string };
    refusals: 'not-found';
  };
  'operator.post-notice': {
    input: {
      kind: 'outage' | 'maintenance' | 'information';
      /** Up to 500 characters. */
      text: string;
      starts_at: string | null;
      ends_at: string | null;
    };
    reply: { notice_id: string };
    refusals: never;
  };
  'operator.end-notice': {
    input: { notice_id: string };
    reply: Record<string, never>;
    refusals: 'not-found';
  };
  'operator.list-notices': {
    input: {
      /** Up to 600 characters. */
      cursor?: string | undefined;
      /** 1 to 200, 50 when left out. */
      limit?: number | undefined;
    };
    reply: {
      items: {
        id: string;
        kind: 'outage' | 'maintenance' | 'information';
        text: string;
        starts_at: string | null;
        ends_at: string | null;
        state: 'planned' | 'shown' | 'over';
        made_at: string;
        ended_at: string | null;
        posted_by: string;
      }[];
      next_cursor: string | null;
      total: { count: number; more: boolean };
    };
    refusals: never;
  };
};

/** Every operation as a method, by noun and verb. */
export type Client = {
  person: {
    /**
     * Signs in with the e-mail address and the password and sets the cookie.
     *
     * `POST /api/v1/sign-in`, for anybody.
     *
     * Refused with `wrong-sign-in`.
     */
    signIn: Call<Operations['person.sign-in']>;
    /**
     * Ends this sign-in.
     *
     * `POST /api/v1/sign-out`, not for tokens.
     */
    signOut: Call<Operations['person.sign-out']>;
    /**
     * Mails a link for a new password, if the address has a person; the answer is always the same.
     *
     * `POST /api/v1/password-resets`, for anybody.
     */
    askReset: Call<Operations['person.ask-reset']>;
    /**
     * What a mailed reset link stands for; changes nothing.
     *
     * `POST /api/v1/password-resets/open`, for anybody.
     *
     * Refused with `link-unknown`, `link-used`, `link-expired`, `link-superseded`, `link-withdrawn`.
     */
    openReset: Call<Operations['person.open-reset']>;
    /**
     * Sets a new password with a mailed link, ends every sign-in of the person and signs in anew.
     *
     * `POST /api/v1/password-resets/use`, for anybody.
     *
     * Refused with `link-unknown`, `link-used`, `link-expired`, `link-superseded`, `link-withdrawn`, `password-too-short`, `password-too-long`, `password-too-simple`, `password-breached`.
     */
    resetPassword: Call<Operations['person.reset-password']>;
    /**
     * Who is signed in: their profiles, addresses, open invitations, and accounts they closed.
     *
     * `GET /api/v1/me`, not for tokens.
     */
    me: Call<Operations['person.me']>;
    /**
     * Changes the person's name, language or time zone, for all profiles.
     *
     * `POST /api/v1/me`, not for tokens.
     */
    edit: Call<Operations['person.edit']>;
    /**
     * Confirms the password anew, for acts that ask for a fresh sign-in.
     *
     * `POST /api/v1/me/prove`, not for tokens.
     *
     * Refused with `wrong-password`, `too-many-attempts`.
     */
    prove: Call<Operations['person.prove']>;
    /**
     * Sets a new password with the present one; every other sign-in and every mailed link of the person ends (P10).
     *
     * `POST /api/v1/me/password`, not for tokens.
     *
     * Refused with `wrong-password`, `too-many-attempts`, `password-too-short`, `password-too-long`, `password-too-simple`, `password-breached`.
     */
    changePassword: Call<Operations['person.change-password']>;
    /**
     * Where the person is signed in, newest first (A5).
     *
     * `GET /api/v1/me/sign-ins`, not for tokens.
     */
    listSignIns: Call<Operations['person.list-sign-ins']>;
    /**
     * Ends chosen sign-ins of the person, or all but this one (A5).
     *
     * `POST /api/v1/me/sign-ins/end`, not for tokens.
     */
    endSignIns: Call<Operations['person.end-sign-ins']>;
    /**
     * Asks to add an address: a link is mailed to it. The answer is the same whether or not it is free (P16).
     *
     * `POST /api/v1/me/addresses`, not for tokens.
     *
     * Refused with `address-is-yours`, `too-many-addresses`, `too-many-attempts`.
     */
    addAddress: Call<Operations['person.add-address']>;
    /**
     * Asks to sign in with another address: links are mailed to both, and both confirm (P10).
     *
     * `POST /api/v1/me/addresses/change`, not for tokens.
     *
     * Refused with `address-is-yours`, `too-many-attempts`.
     */
    changeAddress: Call<Operations['person.change-address']>;
    /**
     * Removes a further address, or takes back the wish to add or change to one.
     *
     * `POST /api/v1/me/addresses/remove`, not for tokens.
     *
     * Refused with `not-found`, `sign-in-address`.
     */
    removeAddress: Call<Operations['person.remove-address']>;
    /**
     * What the mailed link of an address stands for; changes nothing.
     *
     * `POST /api/v1/addresses/open`, for anybody.
     *
     * Refused with `link-unknown`, `link-used`, `link-expired`, `link-superseded`, `link-withdrawn`.
     */
    openAddressLink: Call<Operations['person.open-address-link']>;
    /**
     * Confirms an address with its mailed link, signed in as who asked for it. A change takes effect when both sides have confirmed.
     *
     * `POST /api/v1/addresses/confirm`, not for tokens.
     *
     * Refused with `link-unknown`, `link-used`, `link-expired`, `link-superseded`, `link-withdrawn`, `not-the-asker`.
     */
    confirmAddress: Call<Operations['person.confirm-address']>;
    /**
     * Everything that is kept about the person (P13).
     *
     * `GET /api/v1/me/export`, not for tokens.
     */
    export: Call<Operations['person.export']>;
    /**
     * What deleting oneself would end (P13).
     *
     * `GET /api/v1/me/deletion`, not for tokens.
     */
    previewDeletion: Call<Operations['person.preview-deletion']>;
    /**
     * Ends every membership, then erases the person; histories say “deleted person” (P13).
     *
     * `POST /api/v1/me/delete`, not for tokens.
     *
     * Refused with `holds-accounts`, `wrong-person`.
     */
    delete: Call<Operations['person.delete']>;
  };
  account: {
    /**
     * The account behind the profile, what the caller may do in it, and its first steps.
     *
     * `GET /api/v1/accounts/:account_id`.
     */
    read: Call<Operations['account.read']>;
    /**
     * Enters the profile: counts as activity in this account only (P5).
     *
     * `POST /api/v1/accounts/:account_id/enter`.
     */
    enter: Call<Operations['account.enter']>;
    /**
     * What a mailed offer of an account stands for; changes nothing.
     *
     * `POST /api/v1/account-offers/open`, for anybody.
     *
     * Refused with `link-unknown`, `link-used`, `link-superseded`, `link-expired`.
     */
    openOffer: Call<Operations['account.open-offer']>;
    /**
     * Opens the offered account with the person who is signed in as its holder.
     *
     * `POST /api/v1/account-offers/accept`, not for tokens.
     *
     * Refused with `link-unknown`, `link-used`, `link-superseded`, `link-expired`, `wrong-person`.
     */
    acceptOffer: Call<Operations['account.accept-offer']>;
    /**
     * Opens the offered account with a new person as its holder, with a name and a password, and signs in.
     *
     * `POST /api/v1/account-offers/accept-as-new`, for anybody.
     *
     * Refused with `link-unknown`, `link-used`, `link-superseded`, `link-expired`, `password-too-short`, `password-too-long`, `password-too-simple`, `password-breached`, `sign-in-instead`.
     */
    acceptOfferAsNew: Call<Operations['account.accept-offer-as-new']>;
    /**
     * Asks for an account of one’s own, where SIGN_UP is open: a mail is sent, whoever has the address (P16).
     *
     * `POST /api/v1/sign-up`, for anybody.
     *
     * Refused with `sign-up-closed`.
     */
    signUp: Call<Operations['account.sign-up']>;
    /**
     * Opens an account of one’s own, where SIGN_UP is open (P15).
     *
     * `POST /api/v1/accounts`, not for tokens.
     *
     * Refused with `sign-up-closed`, `too-many-attempts`.
     */
    open: Call<Operations['account.open']>;
    /**
     * What needs attention (N2), each counted to 1,000; inside limits, of what is in these groups (G11).
     *
     * `GET /api/v1/accounts/:account_id/attention`, asks for `users.view`.
     */
    readAttention: Call<Operations['account.read-attention']>;
    /**
     * Every account-wide setting, its default, and who changed it last (N4).
     *
     * `GET /api/v1/accounts/:account_id/settings`, asks for `account.manage`.
     */
    readSettings: Call<Operations['account.read-settings']>;
    /**
     * Changes account-wide settings; a company name shows everywhere at once (P4, N4).
     *
     * `POST /api/v1/accounts/:account_id/settings`, asks for `account.manage`.
     *
     * Refused with `stale`.
     */
    edit: Call<Operations['account.edit']>;
    /**
     * Everything of the account, page by page: settings, members, invitations, computers and access to them, what members asked for, the activity (P14).
     *
     * `GET /api/v1/accounts/:account_id/export`, not for tokens.
     */
    export: Call<Operations['account.export']>;
    /**
     * What closing the account would end (P14).
     *
     * `GET /api/v1/accounts/:account_id/closing`, not for tokens.
     */
    previewClosing: Call<Operations['account.preview-closing']>;
    /**
     * Closes the account: nobody enters, members are mailed; reopening is possible for 30 days (P14).
     *
     * `POST /api/v1/accounts/:account_id/close`, not for tokens.
     *
     * Refused with `company-name-differs`.
     */
    close: Call<Operations['account.close']>;
    /**
     * Reopens an account that the caller holds and closed (P14).
     *
     * `POST /api/v1/accounts/reopen`, not for tokens.
     *
     * Refused with `not-found`.
     */
    reopen: Call<Operations['account.reopen']>;
  };
  member: {
    /**
     * Invited, active and suspended members, searched, filtered and sorted; several statuses or roles with commas.
     *
     * `GET /api/v1/accounts/:account_id/members`, asks for `users.view`.
     */
    list: Call<Operations['member.list']>;
    /**
     * One member as the list shows them, with the state of an open invitation.
     *
     * `GET /api/v1/accounts/:account_id/members/:member_id`, asks for `users.view`.
     */
    read: Call<Operations['member.read']>;
    /**
     * Suspends members: they stay listed and lose every right in this account at once (P6).
     *
     * `POST /api/v1/accounts/:account_id/members/suspend`, asks for `users.manage`.
     *
     * A line is refused with `not-found`, `not-active`, `suspended-already`, `holder-is-untouchable`, `not-yourself`, `stronger-member`, `reaches-further`, `invalid`.
     */
    suspend: Call<Operations['member.suspend']>;
    /**
     * Gives suspended members their rights back (P6).
     *
     * `POST /api/v1/accounts/:account_id/members/reinstate`, asks for `users.manage`.
     *
     * A line is refused with `not-found`, `not-suspended`, `holder-is-untouchable`, `not-yourself`, `stronger-member`, `reaches-further`, `invalid`.
     */
    reinstate: Call<Operations['member.reinstate']>;
    /**
     * Gives members another role; invitations they sent end where they may no longer invite (G10).
     *
     * `POST /api/v1/accounts/:account_id/members/change-role`, asks for `users.manage`.
     *
     * A line is refused with `not-found`, `holder-is-untouchable`, `not-yourself`, `stronger-member`, `not-permitted`, `invalid`.
     */
    changeRole: Call<Operations['member.change-role']>;
    /**
     * Ends memberships; an invited one is withdrawn instead, and the line says so (P7, I11).
     *
     * `POST /api/v1/accounts/:account_id/members/delete`, asks for `users.manage`.
     *
     * A line is refused with `not-found`, `holder-is-untouchable`, `not-yourself`, `stronger-member`, `reaches-further`, `invalid`.
     */
    delete: Call<Operations['member.delete']>;
    /**
     * Has a link for a new password mailed to the sign-in addresses of members (P8).
     *
     * `POST /api/v1/accounts/:account_id/members/send-reset`, asks for `users.manage`.
     *
     * A line is refused with `not-found`, `not-active`, `holder-is-untouchable`, `not-yourself`, `stronger-member`, `too-many-attempts`, `reaches-further`, `invalid`.
     */
    sendReset: Call<Operations['member.send-reset']>;
    /**
     * Ends the entries of members into this account: their sessions end, and their next call here asks for the password. Other accounts notice nothing (A5).
     *
     * `POST /api/v1/accounts/:account_id/members/sign-out`, asks for `users.manage`.
     *
     * A line is refused with `not-found`, `not-active`, `holder-is-untouchable`, `not-yourself`, `stronger-member`, `reaches-further`, `invalid`.
     */
    signOut: Call<Operations['member.sign-out']>;
    /**
     * Ends the own membership (P12). The holder hands the account over first.
     *
     * `POST /api/v1/accounts/:account_id/leave`.
     *
     * Refused with `holder-must-stay`.
     */
    leave: Call<Operations['member.leave']>;
    /**
     * What a member may do, and where each permission comes from (G2).
     *
     * `GET /api/v1/accounts/:account_id/members/:member_id/permissions`, asks for `users.view`.
     */
    readPermissions: Call<Operations['member.read-permissions']>;
    /**
     * Sets the own permissions of members, beside their roles and groups (G2, G10).
     *
     * `POST /api/v1/accounts/:account_id/members/permissions`, asks for `users.manage`.
     *
     * A line is refused with `not-found`, `holder-is-untouchable`, `not-yourself`, `stronger-member`, `not-permitted`, `invalid`.
     */
    setPermissions: Call<Operations['member.set-permissions']>;
    /**
     * Why a member reaches a computer, by every way, or what is missing and who could give it (G7): for who sees users, and for oneself.
     *
     * `GET /api/v1/accounts/:account_id/members/:member_id/reach/:computer_id`.
     */
    whyReach: Call<Operations['member.why-reach']>;
    /**
     * Why a member may do something, by every way, or who could give it (G7): for who sees users, and for oneself.
     *
     * `GET /api/v1/accounts/:account_id/members/:member_id/permissions/:permission`.
     */
    whyPermission: Call<Operations['member.why-permission']>;
  };
  role: {
    /**
     * The built-in roles and the custom ones, with their permissions and how many members have each (G5).
     *
     * `GET /api/v1/accounts/:account_id/roles`, asks for `users.view`.
     */
    list: Call<Operations['role.list']>;
    /**
     * Makes a custom role: any set of permissions but making roles, for the whole account or limited to user groups or computer groups (G5).
     *
     * `POST /api/v1/accounts/:account_id/roles`, asks for `roles.manage`.
     *
     * Refused with `role-exists`, `too-many-roles`, `not-limitable`, `not-found`.
     */
    create: Call<Operations['role.create']>;
    /**
     * Renames custom roles and sets what they hold; those who have them gain and lose it at once (G5, G8).
     *
     * `POST /api/v1/accounts/:account_id/roles/edit`, asks for `roles.manage`.
     *
     * A line is refused with `not-found`, `stale`, `role-exists`, `not-limitable`, `not-permitted`, `stronger-member`, `invalid`.
     */
    edit: Call<Operations['role.edit']>;
    /**
     * Deletes custom roles; those who had them are Members (G5).
     *
     * `POST /api/v1/accounts/:account_id/roles/delete`, asks for `roles.manage`.
     *
     * A line is refused with `not-found`, `stronger-member`, `invalid`.
     */
    delete: Call<Operations['role.delete']>;
  };
  group: {
    /**
     * All user groups, a parent before its sub-groups, by name within it (G1); for who sees users in some groups only, these, their own tops at the top.
     *
     * `GET /api/v1/accounts/:account_id/groups`, asks for `users.view`.
     */
    list: Call<Operations['group.list']>;
    /**
     * One user group: where it stands, what it opens and lets do, and what comes from those above it (G1, G2, G4).
     *
     * `GET /api/v1/accounts/:account_id/groups/:group_id`, asks for `users.view`.
     */
    read: Call<Operations['group.read']>;
    /**
     * Who is in a user group itself, by name.
     *
     * `GET /api/v1/accounts/:account_id/groups/:group_id/members`, asks for `users.view`.
     */
    listMembers: Call<Operations['group.list-members']>;
    /**
     * Makes a user group, at the top or below another (G1).
     *
     * `POST /api/v1/accounts/:account_id/groups`, asks for `groups.manage`.
     *
     * Refused with `not-found`, `group-exists`, `too-many-groups`, `groups-too-deep`, `reaches-further`.
     */
    create: Call<Operations['group.create']>;
    /**
     * Renames a user group.
     *
     * `POST /api/v1/accounts/:account_id/groups/:group_id`, asks for `groups.manage`.
     *
     * Refused with `not-found`, `stale`, `group-exists`, `reaches-further`.
     */
    edit: Call<Operations['group.edit']>;
    /**
     * Puts user groups, with all below them, under another or at the top; what comes from above changes (G10).
     *
     * `POST /api/v1/accounts/:account_id/groups/move`, asks for `groups.manage`.
     *
     * A line is refused with `not-found`, `group-exists`, `group-below-itself`, `groups-too-deep`, `own-reach`, `stronger-member`, `not-permitted`, `reaches-further`, `invalid`.
     */
    move: Call<Operations['group.move']>;
    /**
     * Deletes user groups; their members stay, without what the groups opened (G1).
     *
     * `POST /api/v1/accounts/:account_id/groups/delete`, asks for `groups.manage`.
     *
     * A line is refused with `not-found`, `group-has-groups`, `stronger-member`, `reaches-further`, `invalid`.
     */
    delete: Call<Operations['group.delete']>;
    /**
     * Opens to user groups and those below them no computers, all present and future ones, or chosen groups and computers (G4).
     *
     * `POST /api/v1/accounts/:account_id/groups/access`, asks for `access.grant`.
     *
     * A line is refused with `not-found`, `own-reach`, `stronger-member`, `reaches-further`, `not-permitted`, `invalid`.
     */
    setAccess: Call<Operations['group.set-access']>;
    /**
     * Sets the permissions that user groups bring to those in them and below them (G2, G10).
     *
     * `POST /api/v1/accounts/:account_id/groups/permissions`, asks for `groups.manage`.
     *
     * A line is refused with `not-found`, `not-permitted`, `stronger-member`, `invalid`.
     */
    setPermissions: Call<Operations['group.set-permissions']>;
    /**
     * Puts members into user groups; who is in one already stays so.
     *
     * `POST /api/v1/accounts/:account_id/groups/members/add`, asks for `groups.manage`.
     *
     * A line is refused with `not-found`, `holder-is-untouchable`, `not-yourself`, `stronger-member`, `not-permitted`, `reaches-further`, `invalid`.
     */
    addMembers: Call<Operations['group.add-members']>;
    /**
     * Takes members out of user groups.
     *
     * `POST /api/v1/accounts/:account_id/groups/members/remove`, asks for `groups.manage`.
     *
     * A line is refused with `not-found`, `holder-is-untouchable`, `not-yourself`, `stronger-member`, `reaches-further`, `invalid`.
     */
    removeMembers: Call<Operations['group.remove-members']>;
  };
  handover: {
    /**
     * The handover of the account that is under way; seen by its two parties and by who may see users (P11).
     *
     * `GET /api/v1/accounts/:account_id/handover`.
     */
    read: Call<Operations['handover.read']>;
    /**
     * Offers the account to an active member, who is mailed (P11).
     *
     * `POST /api/v1/accounts/:account_id/handover`, not for tokens.
     *
     * Refused with `not-found`, `not-active`, `not-yourself`, `handover-under-way`.
     */
    offer: Call<Operations['handover.offer']>;
    /**
     * Accepts the account as successor and chooses what the present holder will be; takes effect after 24 hours (P11).
     *
     * `POST /api/v1/accounts/:account_id/handover/accept`, not for tokens.
     *
     * Refused with `not-found`, `handover-under-way`.
     */
    accept: Call<Operations['handover.accept']>;
    /**
     * Cancels a handover before it takes effect, as either of its parties (P11).
     *
     * `POST /api/v1/accounts/:account_id/handover/cancel`.
     *
     * Refused with `not-found`.
     */
    cancel: Call<Operations['handover.cancel']>;
  };
  token: {
    /**
     * Makes an API token with some of the permissions of its maker. It is shown once (U3).
     *
     * `POST /api/v1/accounts/:account_id/tokens`, not for tokens.
     *
     * Refused with `too-many-tokens`.
     */
    create: Call<Operations['token.create']>;
    /**
     * The caller’s own tokens; with `kind=account` those of the account, for who manages tokens. Newest first.
     *
     * `GET /api/v1/accounts/:account_id/tokens`.
     */
    list: Call<Operations['token.list']>;
    /**
     * Ends tokens: one’s own, or any of the account for who manages tokens.
     *
     * `POST /api/v1/accounts/:account_id/tokens/end`.
     *
     * A line is refused with `not-found`, `stronger-member`, `invalid`.
     */
    end: Call<Operations['token.end']>;
  };
  batch: {
    /**
     * How many members match a filter, and what they would lose or gain (P9). For who may start such a job: who manages users, or for acts on groups who manages groups.
     *
     * `POST /api/v1/accounts/:account_id/batches/preview`.
     *
     * Refused with `not-found`.
     */
    preview: Call<Operations['batch.preview']>;
    /**
     * Does something to every member that matches a filter now, as a job; each is decided anew when its turn comes. For who manages users, or for acts on groups who manages groups.
     *
     * `POST /api/v1/accounts/:account_id/batches`.
     *
     * Refused with `not-found`.
     */
    start: Call<Operations['batch.start']>;
    /**
     * How many computers match a filter, and who would lose or gain what (P9).
     *
     * `POST /api/v1/accounts/:account_id/batches/computers/preview`, asks for `computers.manage`.
     *
     * Refused with `not-found`, `not-active`.
     */
    previewComputers: Call<Operations['batch.preview-computers']>;
    /**
     * Does something to every computer that matches a filter now, as a job; each is decided anew when its turn comes.
     *
     * `POST /api/v1/accounts/:account_id/batches/computers`, asks for `computers.manage`.
     *
     * Refused with `not-found`, `not-active`.
     */
    startComputers: Call<Operations['batch.start-computers']>;
    /**
     * The caller’s jobs of the last day, newest first, fifty at most.
     *
     * `GET /api/v1/accounts/:account_id/batches`.
     */
    list: Call<Operations['batch.list']>;
    /**
     * How far a job is: of the caller, or of somebody on whom they may act.
     *
     * `GET /api/v1/accounts/:account_id/batches/:batch_id`.
     */
    read: Call<Operations['batch.read']>;
    /**
     * Stops a job after the lines under way; what is done stays done.
     *
     * `POST /api/v1/accounts/:account_id/batches/:batch_id/stop`.
     */
    stop: Call<Operations['batch.stop']>;
  };
  audit: {
    /**
     * What happened in the account, newest first, by actor, by whom it concerns, by act, by time.
     *
     * `GET /api/v1/accounts/:account_id/audit`, asks for `audit.view`.
     */
    list: Call<Operations['audit.list']>;
  };
  invitation: {
    /**
     * Invites addresses; each line gets its own result (I1).
     *
     * `POST /api/v1/accounts/:account_id/invitations`, asks for `users.manage`.
     *
     * A line is refused with `already-a-member`, `already-invited`, `suspended-here`, `not-permitted`, `not-found`, `too-many-invitations`, `reaches-further`, `invalid`.
     */
    send: Call<Operations['invitation.send']>;
    /**
     * The exact mail an invitation would send, with a dead link (I3).
     *
     * `POST /api/v1/accounts/:account_id/invitations/preview`, asks for `users.manage`.
     */
    preview: Call<Operations['invitation.preview']>;
    /**
     * Mails invitations again with a new link; the old link says so (I6).
     *
     * `POST /api/v1/accounts/:account_id/invitations/resend`, asks for `users.manage`.
     *
     * A line is refused with `not-found`, `no-open-invitation`, `stronger-member`, `too-many-invitations`, `reaches-further`, `invalid`.
     */
    resend: Call<Operations['invitation.resend']>;
    /**
     * Takes invitations back; their links say so (I6).
     *
     * `POST /api/v1/accounts/:account_id/invitations/withdraw`, asks for `users.manage`.
     *
     * A line is refused with `not-found`, `no-open-invitation`, `stronger-member`, `reaches-further`, `invalid`.
     */
    withdraw: Call<Operations['invitation.withdraw']>;
    /**
     * What a mailed invitation offers; changes nothing (I7).
     *
     * `POST /api/v1/invitations/open`, for anybody.
     *
     * Refused with `link-unknown`, `link-used`, `link-declined`, `link-withdrawn`, `link-superseded`, `link-expired`.
     */
    open: Call<Operations['invitation.open']>;
    /**
     * Accepts as the person who is signed in: adds the profile, changes nothing else (I4, I5).
     *
     * `POST /api/v1/invitations/accept`, not for tokens.
     *
     * Refused with `link-unknown`, `link-used`, `link-declined`, `link-withdrawn`, `link-superseded`, `link-expired`, `wrong-person`, `already-a-member`.
     */
    accept: Call<Operations['invitation.accept']>;
    /**
     * Accepts as a new person with a name and a password, and signs in (I4).
     *
     * `POST /api/v1/invitations/accept-as-new`, for anybody.
     *
     * Refused with `link-unknown`, `link-used`, `link-declined`, `link-withdrawn`, `link-superseded`, `link-expired`, `password-too-short`, `password-too-long`, `password-too-simple`, `password-breached`, `sign-in-instead`.
     */
    acceptAsNew: Call<Operations['invitation.accept-as-new']>;
    /**
     * Declines an invitation for good (I6).
     *
     * `POST /api/v1/invitations/decline`, for anybody.
     *
     * Refused with `link-unknown`, `link-used`, `link-declined`, `link-withdrawn`, `link-superseded`, `link-expired`.
     */
    decline: Call<Operations['invitation.decline']>;
  };
  computer: {
    /**
     * Computers, searched, filtered and sorted: all that the caller manages, in the whole account or in groups, and those they reach.
     *
     * `GET /api/v1/accounts/:account_id/computers`.
     */
    list: Call<Operations['computer.list']>;
    /**
     * One computer as the list shows it, and what it says of itself.
     *
     * `GET /api/v1/accounts/:account_id/computers/:computer_id`.
     */
    read: Call<Operations['computer.read']>;
    /**
     * Renames a computer.
     *
     * `POST /api/v1/accounts/:account_id/computers/:computer_id`, asks for `computers.manage`.
     *
     * Refused with `not-found`, `stale`.
     */
    edit: Call<Operations['computer.edit']>;
    /**
     * Puts computers into a group, or into none; access through a group follows (G4).
     *
     * `POST /api/v1/accounts/:account_id/computers/move`, asks for `computers.manage`.
     *
     * A line is refused with `not-found`, `own-reach`, `not-permitted`, `reaches-further`, `invalid`.
     */
    move: Call<Operations['computer.move']>;
    /**
     * Gives computers another owner, or none; both are mailed (C13). Who manages groups of computers only must be able to give that reach.
     *
     * `POST /api/v1/accounts/:account_id/computers/set-owner`, asks for `computers.manage`.
     *
     * A line is refused with `not-found`, `not-active`, `own-reach`, `stronger-member`, `not-permitted`, `reaches-further`, `invalid`.
     */
    setOwner: Call<Operations['computer.set-owner']>;
    /**
     * Lets computers in that wait for approval (C1).
     *
     * `POST /api/v1/accounts/:account_id/computers/approve`, asks for `computers.manage`.
     *
     * A line is refused with `not-found`, `not-waiting`, `not-permitted`, `invalid`.
     */
    approve: Call<Operations['computer.approve']>;
    /**
     * Takes computers out of the account, for good: for who manages them, and for their owner.
     *
     * `POST /api/v1/accounts/:account_id/computers/remove`.
     *
     * A line is refused with `not-found`, `not-permitted`, `invalid`.
     */
    remove: Call<Operations['computer.remove']>;
    /**
     * The groups of computers by name: those whose computers the caller manages or gives access to, and those they reach into.
     *
     * `GET /api/v1/accounts/:account_id/computer-groups`.
     */
    listGroups: Call<Operations['computer.list-groups']>;
    /**
     * Makes a group of computers.
     *
     * `POST /api/v1/accounts/:account_id/computer-groups`, asks for `computers.manage`.
     *
     * Refused with `group-exists`, `too-many-groups`.
     */
    createGroup: Call<Operations['computer.create-group']>;
    /**
     * Renames a group of computers.
     *
     * `POST /api/v1/accounts/:account_id/computer-groups/:group_id`, asks for `computers.manage`.
     *
     * Refused with `not-found`, `stale`, `group-exists`.
     */
    editGroup: Call<Operations['computer.edit-group']>;
    /**
     * Deletes groups: their computers stand in none, and access through them ends.
     *
     * `POST /api/v1/accounts/:account_id/computer-groups/delete`, asks for `computers.manage`.
     *
     * A line is refused with `not-found`, `invalid`.
     */
    deleteGroup: Call<Operations['computer.delete-group']>;
    /**
     * Makes a code that lets machines in (C1). It is shown once, and mailed to the owner if wished.
     *
     * `POST /api/v1/accounts/:account_id/enrolment-codes`.
     *
     * Refused with `not-found`, `not-active`, `too-many-codes`, `stronger-member`, `reaches-further`.
     */
    makeCode: Call<Operations['computer.make-code']>;
    /**
     * Open codes, the newest first: the caller’s own, and those for computers that they will manage.
     *
     * `GET /api/v1/accounts/:account_id/enrolment-codes`.
     */
    listCodes: Call<Operations['computer.list-codes']>;
    /**
     * Withdraws codes: one’s own, and those for computers that one will manage.
     *
     * `POST /api/v1/accounts/:account_id/enrolment-codes/end`.
     *
     * A line is refused with `not-found`, `stronger-member`, `invalid`.
     */
    endCodes: Call<Operations['computer.end-codes']>;
    /**
     * Makes a machine a computer of the account that the code belongs to.
     *
     * `POST /api/v1/enrol`, for anybody.
     *
     * Refused with `code-unknown`, `code-used`, `code-expired`, `code-withdrawn`, `device-key-known`, `wrong-signature`, `no-free-licence`.
     */
    enrol: Call<Operations['computer.enrol']>;
    /**
     * Takes the computer that asks out of its account: whoever administers it has done so there (C2).
     *
     * `POST /api/v1/leave`, for anybody.
     *
     * Refused with `wrong-signature`, `clock-differs`, `computer-quarantined`.
     */
    leave: Call<Operations['computer.leave']>;
    /**
     * Asks for the approval of somebody who forgot their access code and sets a new one at the computer (C6); asked again, says what came of it.
     *
     * `POST /api/v1/code-approvals`, for anybody.
     *
     * Refused with `wrong-signature`, `clock-differs`, `computer-quarantined`, `computer-removed`, `computer-waiting`, `approval-used`, `approval-expired`.
     */
    askCodeApproval: Call<Operations['computer.ask-code-approval']>;
    /**
     * Shows what a computer asks the caller to approve. Who has no code to set there finds nothing.
     *
     * `POST /api/v1/code-approvals/open`, not for tokens.
     *
     * Refused with `not-found`, `approval-used`, `approval-declined`, `approval-expired`.
     */
    openCodeApproval: Call<Operations['computer.open-code-approval']>;
    /**
     * Lets whoever is at the computer set a new access code for the caller, once, within five minutes (C6).
     *
     * `POST /api/v1/code-approvals/approve`, not for tokens.
     *
     * Refused with `not-found`, `approval-used`, `approval-declined`, `approval-expired`.
     */
    approveCode: Call<Operations['computer.approve-code']>;
    /**
     * Refuses what a computer asks the caller to approve; nothing is changed there.
     *
     * `POST /api/v1/code-approvals/decline`, not for tokens.
     *
     * Refused with `not-found`, `approval-used`, `approval-declined`, `approval-expired`.
     */
    declineCode: Call<Operations['computer.decline-code']>;
    /**
     * The agent as this server offers it for download under /agent/, with what to compare it by.
     *
     * `GET /api/v1/agent-files`, for anybody.
     */
    agentFiles: Call<Operations['computer.agent-files']>;
    /**
     * Which computers a member owns, was given access to, and has access to through user groups (G4).
     *
     * `GET /api/v1/accounts/:account_id/members/:member_id/access`, asks for `users.view`.
     */
    readAccess: Call<Operations['computer.read-access']>;
    /**
     * Gives members access to no computers, to all present and future ones, or to chosen groups and computers (G4). Who gives it inside groups of computers sets what lies there, and leaves the rest.
     *
     * `POST /api/v1/accounts/:account_id/members/access`, asks for `access.grant`.
     *
     * A line is refused with `not-found`, `holder-is-untouchable`, `not-yourself`, `stronger-member`, `reaches-further`, `invalid`.
     */
    setAccess: Call<Operations['computer.set-access']>;
    /**
     * Who reaches a computer, and how: for its owner, names only; for who manages it, everything of the users they see, and how many there are (G11).
     *
     * `GET /api/v1/accounts/:account_id/computers/:computer_id/reach`.
     */
    listReachers: Call<Operations['computer.list-reachers']>;
    /**
     * Locks after wrong access codes, newest first: on computers one owns, and on those one may unlock (S5).
     *
     * `GET /api/v1/accounts/:account_id/computers/locks`.
     */
    listLocks: Call<Operations['computer.list-locks']>;
    /**
     * Lifts locks after wrong access codes, each by its id and no later one (S5). Who caused a lock lifts it only if nobody else could.
     *
     * `POST /api/v1/accounts/:account_id/computers/unlock`.
     *
     * A line is refused with `not-found`, `not-permitted`, `not-fresh`, `not-locked`, `unlocked-by-others`, `invalid`.
     */
    unlock: Call<Operations['computer.unlock']>;
    /**
     * Lets members try computers again who had locked several (S5). The locks stay. Who unlocks in groups of computers only forgives those there.
     *
     * `POST /api/v1/accounts/:account_id/computers/forgive`, asks for `computers.unlock`.
     *
     * A line is refused with `not-found`, `not-yourself`, `not-locked`, `reaches-further`, `invalid`.
     */
    forgive: Call<Operations['computer.forgive']>;
  };
  request: {
    /**
     * Asks for a computer, that it be unlocked (S5), for a permission, or, without any, for computers at all (G11). Asked again while it is open, it is the same request.
     *
     * `POST /api/v1/accounts/:account_id/requests`.
     *
     * Refused with `have-already`, `too-many-attempts`.
     */
    make: Call<Operations['request.make']>;
    /**
     * What the caller asked for and what came of it, the newest first (N3).
     *
     * `GET /api/v1/accounts/:account_id/requests/own`.
     */
    listOwn: Call<Operations['request.list-own']>;
    /**
     * Takes the caller’s own open requests back.
     *
     * `POST /api/v1/accounts/:account_id/requests/withdraw`.
     *
     * A line is refused with `not-found`, `request-over`, `invalid`.
     */
    withdraw: Call<Operations['request.withdraw']>;
    /**
     * The open requests that the caller can answer, the newest first: for who gives access, manages users or unlocks computers (G11).
     *
     * `GET /api/v1/accounts/:account_id/requests`, asks for `users.view`.
     */
    list: Call<Operations['request.list']>;
    /**
     * Grants or declines requests, as the caller could give the same by hand (G10); who asked is mailed.
     *
     * `POST /api/v1/accounts/:account_id/requests/answer`, asks for `users.view`.
     *
     * A line is refused with `not-found`, `request-over`, `have-already`, `not-permitted`, `not-yourself`, `stronger-member`, `holder-is-untouchable`, `not-active`, `unlocked-by-others`, `not-fresh`, `invalid`.
     */
    answer: Call<Operations['request.answer']>;
  };
  session: {
    /**
     * Asks a computer that the caller reaches for a session (C4). Whether it opens the access code decides, at the computer.
     *
     * `POST /api/v1/accounts/:account_id/computers/:computer_id/sessions`, not for tokens.
     *
     * Refused with `computer-offline`, `computer-locked`, `computer-quarantined`, `computer-needs-code`, `locked-another`, `locked-too-many`, `too-many-sessions`.
     */
    open: Call<Operations['session.open']>;
    /**
     * Gives the caller’s own live session fresh tickets after a lost network, perhaps at another server.
     *
     * `POST /api/v1/accounts/:account_id/sessions/:session_id/rejoin`, not for tokens.
     *
     * Refused with `session-over`, `computer-offline`.
     */
    rejoin: Call<Operations['session.rejoin']>;
    /**
     * Ends sessions: one’s own, those on computers one owns, and those that one may end (C11).
     *
     * `POST /api/v1/accounts/:account_id/sessions/end`.
     *
     * A line is refused with `not-found`, `session-over`, `reaches-further`, `invalid`.
     */
    end: Call<Operations['session.end']>;
    /**
     * Sessions, newest first: one’s own, those on computers one owns, and those that one may see (C11).
     *
     * `GET /api/v1/accounts/:account_id/sessions`.
     */
    list: Call<Operations['session.list']>;
  };
  operator: {
    /**
     * What anybody may know: whether it is set up, its languages and version, what the operator has to say, and whether they are signed in.
     *
     * `GET /api/v1/installation`, for anybody.
     */
    readInstallation: Call<Operations['operator.read-installation']>;
    /**
     * Says whether a set-up code is right, so that the wizard can go on; a wrong one costs one of its ten tries.
     *
     * `POST /api/v1/installation/check-code`, for anybody.
     *
     * Refused with `already-set-up`, `set-up-code-wrong`, `set-up-code-spent`.
     */
    checkSetUpCode: Call<Operations['operator.check-set-up-code']>;
    /**
     * Makes the first person, who is operator and holder of the first account, with the one-time set-up code. Once in the life of an installation.
     *
     * `POST /api/v1/installation/set-up`, for anybody.
     *
     * Refused with `already-set-up`, `set-up-code-wrong`, `set-up-code-spent`, `password-too-short`, `password-too-long`, `password-too-simple`, `password-breached`, `mail-server-refused`.
     */
    setUp: Call<Operations['operator.set-up']>;
    /**
     * Where mail goes: the mail server in use (never its password) and who set it.
     *
     * `GET /api/v1/operator/mail`, not for tokens.
     */
    readMail: Call<Operations['operator.read-mail']>;
    /**
     * Sets the mail server after trying it; mails that waited are sent.
     *
     * `POST /api/v1/operator/mail`, not for tokens.
     *
     * Refused with `mail-server-refused`.
     */
    setMail: Call<Operations['operator.set-mail']>;
    /**
     * The mails that are not out yet, newest first.
     *
     * `GET /api/v1/operator/outbox`, not for tokens.
     */
    listOutbox: Call<Operations['operator.list-outbox']>;
    /**
     * Shows one waiting mail with its links, which let their holder in; each view is audited.
     *
     * `POST /api/v1/operator/outbox/:mail_id/view`, not for tokens.
     *
     * Refused with `not-found`.
     */
    viewMail: Call<Operations['operator.view-mail']>;
    /**
     * Tells everybody, on every page and the status page, of an outage, of maintenance (announced a week ahead) or of something else (O2).
     *
     * `POST /api/v1/operator/notices`, not for tokens.
     */
    postNotice: Call<Operations['operator.post-notice']>;
    /**
     * Ends a notice before its time: nobody is shown it any more.
     *
     * `POST /api/v1/operator/notices/:notice_id/end`, not for tokens.
     *
     * Refused with `not-found`.
     */
    endNotice: Call<Operations['operator.end-notice']>;
    /**
     * Every notice there was, newest first.
     *
     * `GET /api/v1/operator/notices`, not for tokens.
     */
    listNotices: Call<Operations['operator.list-notices']>;
  };
};

/** Where each operation is and where its fields go. */
export const operations: Record<keyof Operations, OperationFacts> = {
  'person.sign-in': { method: 'POST', path: '/api/v1/sign-in' },
  'person.sign-out': { method: 'POST', path: '/api/v1/sign-out' },
  'person.ask-reset': { method: 'POST', path: '/api/v1/password-resets' },
  'person.open-reset': { method: 'POST', path: '/api/v1/password-resets/open' },
  'person.reset-password': { method: 'POST', path: '/api/v1/password-resets/use' },
  'person.me': { method: 'GET', path: '/api/v1/me' },
  'person.edit': { method: 'POST', path: '/api/v1/me' },
  'person.prove': { method: 'POST', path: '/api/v1/me/prove' },
  'person.change-password': { method: 'POST', path: '/api/v1/me/password' },
  'person.list-sign-ins': { method: 'GET', path: '/api/v1/me/sign-ins', query: ['cursor', 'limit'] },
  'person.end-sign-ins': { method: 'POST', path: '/api/v1/me/sign-ins/end' },
  'person.add-address': { method: 'POST', path: '/api/v1/me/addresses' },
  'person.change-address': { method: 'POST', path: '/api/v1/me/addresses/change' },
  'person.remove-address': { method: 'POST', path: '/api/v1/me/addresses/remove' },
  'person.open-address-link': { method: 'POST', path: '/api/v1/addresses/open' },
  'person.confirm-address': { method: 'POST', path: '/api/v1/addresses/confirm' },
  'person.export': { method: 'GET', path: '/api/v1/me/export' },
  'person.preview-deletion': { method: 'GET', path: '/api/v1/me/deletion' },
  'person.delete': { method: 'POST', path: '/api/v1/me/delete' },
  'account.read': { method: 'GET', path: '/api/v1/accounts/:account_id' },
  'account.enter': { method: 'POST', path: '/api/v1/accounts/:account_id/enter' },
  'account.open-offer': { method: 'POST', path: '/api/v1/account-offers/open' },
  'account.accept-offer': { method: 'POST', path: '/api/v1/account-offers/accept' },
  'account.accept-offer-as-new': { method: 'POST', path: '/api/v1/account-offers/accept-as-new' },
  'account.sign-up': { method: 'POST', path: '/api/v1/sign-up' },
  'account.open': { method: 'POST', path: '/api/v1/accounts' },
  'account.read-attention': { method: 'GET', path: '/api/v1/accounts/:account_id/attention' },
  'account.read-settings': { method: 'GET', path: '/api/v1/accounts/:account_id/settings' },
  'account.edit': { method: 'POST', path: '/api/v1/accounts/:account_id/settings' },
  'account.export': { method: 'GET', path: '/api/v1/accounts/:account_id/export', query: ['cursor', 'limit'] },
  'account.preview-closing': { method: 'GET', path: '/api/v1/accounts/:account_id/closing' },
  'account.close': { method: 'POST', path: '/api/v1/accounts/:account_id/close' },
  'account.reopen': { method: 'POST', path: '/api/v1/accounts/reopen' },
  'member.list': { method: 'GET', path: '/api/v1/accounts/:account_id/members', query: ['cursor', 'limit', 'status', 'role', 'search', 'mail', 'group_id', 'role_id', 'sort', 'order'] },
  'member.read': { method: 'GET', path: '/api/v1/accounts/:account_id/members/:member_id' },
  'member.suspend': { method: 'POST', path: '/api/v1/accounts/:account_id/members/suspend' },
  'member.reinstate': { method: 'POST', path: '/api/v1/accounts/:account_id/members/reinstate' },
  'member.change-role': { method: 'POST', path: '/api/v1/accounts/:account_id/members/change-role' },
  'member.delete': { method: 'POST', path: '/api/v1/accounts/:account_id/members/delete' },
  'member.send-reset': { method: 'POST', path: '/api/v1/accounts/:account_id/members/send-reset' },
  'member.sign-out': { method: 'POST', path: '/api/v1/accounts/:account_id/members/sign-out' },
  'member.leave': { method: 'POST', path: '/api/v1/accounts/:account_id/leave' },
  'member.read-permissions': { method: 'GET', path: '/api/v1/accounts/:account_id/members/:member_id/permissions' },
  'member.set-permissions': { method: 'POST', path: '/api/v1/accounts/:account_id/members/permissions' },
  'member.why-reach': { method: 'GET', path: '/api/v1/accounts/:account_id/members/:member_id/reach/:computer_id' },
  'member.why-permission': { method: 'GET', path: '/api/v1/accounts/:account_id/members/:member_id/permissions/:permission' },
  'role.list': { method: 'GET', path: '/api/v1/accounts/:account_id/roles' },
  'role.create': { method: 'POST', path: '/api/v1/accounts/:account_id/roles' },
  'role.edit': { method: 'POST', path: '/api/v1/accounts/:account_id/roles/edit' },
  'role.delete': { method: 'POST', path: '/api/v1/accounts/:account_id/roles/delete' },
  'group.list': { method: 'GET', path: '/api/v1/accounts/:account_id/groups' },
  'group.read': { method: 'GET', path: '/api/v1/accounts/:account_id/groups/:group_id' },
  'group.list-members': { method: 'GET', path: '/api/v1/accounts/:account_id/groups/:group_id/members', query: ['cursor', 'limit', 'search'] },
  'group.create': { method: 'POST', path: '/api/v1/accounts/:account_id/groups' },
  'group.edit': { method: 'POST', path: '/api/v1/accounts/:account_id/groups/:group_id' },
  'group.move': { method: 'POST', path: '/api/v1/accounts/:account_id/groups/move' },
  'group.delete': { method: 'POST', path: '/api/v1/accounts/:account_id/groups/delete' },
  'group.set-access': { method: 'POST', path: '/api/v1/accounts/:account_id/groups/access' },
  'group.set-permissions': { method: 'POST', path: '/api/v1/accounts/:account_id/groups/permissions' },
  'group.add-members': { method: 'POST', path: '/api/v1/accounts/:account_id/groups/members/add' },
  'group.remove-members': { method: 'POST', path: '/api/v1/accounts/:account_id/groups/members/remove' },
  'handover.read': { method: 'GET', path: '/api/v1/accounts/:account_id/handover' },
  'handover.offer': { method: 'POST', path: '/api/v1/accounts/:account_id/handover' },
  'handover.accept': { method: 'POST', path: '/api/v1/accounts/:account_id/handover/accept' },
  'handover.cancel': { method: 'POST', path: '/api/v1/accounts/:account_id/handover/cancel' },
  'token.create': { method: 'POST', path: '/api/v1/accounts/:account_id/tokens' },
  'token.list': { method: 'GET', path: '/api/v1/accounts/:account_id/tokens', query: ['cursor', 'limit', 'kind'] },
  'token.end': { method: 'POST', path: '/api/v1/accounts/:account_id/tokens/end' },
  'batch.preview': { method: 'POST', path: '/api/v1/accounts/:account_id/batches/preview' },
  'batch.start': { method: 'POST', path: '/api/v1/accounts/:account_id/batches' },
  'batch.preview-computers': { method: 'POST', path: '/api/v1/accounts/:account_id/batches/computers/preview' },
  'batch.start-computers': { method: 'POST', path: '/api/v1/accounts/:account_id/batches/computers' },
  'batch.list': { method: 'GET', path: '/api/v1/accounts/:account_id/batches', query: ['about'] },
  'batch.read': { method: 'GET', path: '/api/v1/accounts/:account_id/batches/:batch_id' },
  'batch.stop': { method: 'POST', path: '/api/v1/accounts/:account_id/batches/:batch_id/stop' },
  'audit.list': { method: 'GET', path: '/api/v1/accounts/:account_id/audit', query: ['cursor', 'limit', 'actor_id', 'target_id', 'act', 'from', 'to'] },
  'invitation.send': { method: 'POST', path: '/api/v1/accounts/:account_id/invitations', idempotent: true },
  'invitation.preview': { method: 'POST', path: '/api/v1/accounts/:account_id/invitations/preview' },
  'invitation.resend': { method: 'POST', path: '/api/v1/accounts/:account_id/invitations/resend' },
  'invitation.withdraw': { method: 'POST', path: '/api/v1/accounts/:account_id/invitations/withdraw' },
  'invitation.open': { method: 'POST', path: '/api/v1/invitations/open' },
  'invitation.accept': { method: 'POST', path: '/api/v1/invitations/accept' },
  'invitation.accept-as-new': { method: 'POST', path: '/api/v1/invitations/accept-as-new' },
  'invitation.decline': { method: 'POST', path: '/api/v1/invitations/decline' },
  'computer.list': { method: 'GET', path: '/api/v1/accounts/:account_id/computers', query: ['cursor', 'limit', 'state', 'group_id', 'owner_id', 'mine', 'search', 'sort', 'order'] },
  'computer.read': { method: 'GET', path: '/api/v1/accounts/:account_id/computers/:computer_id' },
  'computer.edit': { method: 'POST', path: '/api/v1/accounts/:account_id/computers/:computer_id' },
  'computer.move': { method: 'POST', path: '/api/v1/accounts/:account_id/computers/move' },
  'computer.set-owner': { method: 'POST', path: '/api/v1/accounts/:account_id/computers/set-owner' },
  'computer.approve': { method: 'POST', path: '/api/v1/accounts/:account_id/computers/approve' },
  'computer.remove': { method: 'POST', path: '/api/v1/accounts/:account_id/computers/remove' },
  'computer.list-groups': { method: 'GET', path: '/api/v1/accounts/:account_id/computer-groups' },
  'computer.create-group': { method: 'POST', path: '/api/v1/accounts/:account_id/computer-groups' },
  'computer.edit-group': { method: 'POST', path: '/api/v1/accounts/:account_id/computer-groups/:group_id' },
  'computer.delete-group': { method: 'POST', path: '/api/v1/accounts/:account_id/computer-groups/delete' },
  'computer.make-code': { method: 'POST', path: '/api/v1/accounts/:account_id/enrolment-codes' },
  'computer.list-codes': { method: 'GET', path: '/api/v1/accounts/:account_id/enrolment-codes', query: ['cursor', 'limit'] },
  'computer.end-codes': { method: 'POST', path: '/api/v1/accounts/:account_id/enrolment-codes/end' },
  'computer.enrol': { method: 'POST', path: '/api/v1/enrol' },
  'computer.leave': { method: 'POST', path: '/api/v1/leave' },
  'computer.ask-code-approval': { method: 'POST', path: '/api/v1/code-approvals' },
  'computer.open-code-approval': { method: 'POST', path: '/api/v1/code-approvals/open' },
  'computer.approve-code': { method: 'POST', path: '/api/v1/code-approvals/approve' },
  'computer.decline-code': { method: 'POST', path: '/api/v1/code-approvals/decline' },
  'computer.agent-files': { method: 'GET', path: '/api/v1/agent-files' },
  'computer.read-access': { method: 'GET', path: '/api/v1/accounts/:account_id/members/:member_id/access' },
  'computer.set-access': { method: 'POST', path: '/api/v1/accounts/:account_id/members/access' },
  'computer.list-reachers': { method: 'GET', path: '/api/v1/accounts/:account_id/computers/:computer_id/reach', query: ['cursor', 'limit'] },
  'computer.list-locks': { method: 'GET', path: '/api/v1/accounts/:account_id/computers/locks', query: ['cursor', 'limit', 'open', 'computer_id'] },
  'computer.unlock': { method: 'POST', path: '/api/v1/accounts/:account_id/computers/unlock' },
  'computer.forgive': { method: 'POST', path: '/api/v1/accounts/:account_id/computers/forgive' },
  'request.make': { method: 'POST', path: '/api/v1/accounts/:account_id/requests' },
  'request.list-own': { method: 'GET', path: '/api/v1/accounts/:account_id/requests/own', query: ['cursor', 'limit'] },
  'request.withdraw': { method: 'POST', path: '/api/v1/accounts/:account_id/requests/withdraw' },
  'request.list': { method: 'GET', path: '/api/v1/accounts/:account_id/requests', query: ['cursor', 'limit'] },
  'request.answer': { method: 'POST', path: '/api/v1/accounts/:account_id/requests/answer' },
  'session.open': { method: 'POST', path: '/api/v1/accounts/:account_id/computers/:computer_id/sessions' },
  'session.rejoin': { method: 'POST', path: '/api/v1/accounts/:account_id/sessions/:session_id/rejoin' },
  'session.end': { method: 'POST', path: '/api/v1/accounts/:account_id/sessions/end' },
  'session.list': { method: 'GET', path: '/api/v1/accounts/:account_id/sessions', query: ['cursor', 'limit', 'live', 'mine', 'computer_id', 'member_id'] },
  'operator.read-installation': { method: 'GET', path: '/api/v1/installation' },
  'operator.check-set-up-code': { method: 'POST', path: '/api/v1/installation/check-code' },
  'operator.set-up': { method: 'POST', path: '/api/v1/installation/set-up' },
  'operator.read-mail': { method: 'GET', path: '/api/v1/operator/mail' },
  'operator.set-mail': { method: 'POST', path: '/api/v1/operator/mail' },
  'operator.list-outbox': { method: 'GET', path: '/api/v1/operator/outbox', query: ['cursor', 'limit'] },
  'operator.view-mail': { method: 'POST', path: '/api/v1/operator/outbox/:mail_id/view' },
  'operator.post-notice': { method: 'POST', path: '/api/v1/operator/notices' },
  'operator.end-notice': { method: 'POST', path: '/api/v1/operator/notices/:notice_id/end' },
  'operator.list-notices': { method: 'GET', path: '/api/v1/operator/notices', query: ['cursor', 'limit'] },
};
