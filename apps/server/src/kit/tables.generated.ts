// Written by `npm run generate` from the migrations. Do not edit.
import type { ColumnType, Generated } from 'kysely';

export type Database = {
  access_given: {
    account_id: ColumnType<string, never, never>;
    member_id: ColumnType<string, never, never>;
    kind: ColumnType<string, never, never>;
    group_id: ColumnType<string | null, never, never>;
    computer_id: ColumnType<string | null, never, never>;
  };
  access_request: {
    account_id: string;
    id: string;
    member_id: string;
    computer_id: string | null;
    permission: string | null;
    note: Generated<string>;
    made_at: ColumnType<Date, Date | string, Date | string>;
    state: Generated<'open' | 'granted' | 'declined' | 'withdrawn' | 'ended'>;
    ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    answered_by: string | null;
    answer: Generated<string>;
    unlock: Generated<boolean>;
  };
  account: {
    id: string;
    company_name: string;
    language: 'en' | 'fr' | 'it' | 'de' | 'es' | 'pt' | 'nl';
    invitation_days: Generated<number>;
    made_at: ColumnType<Date, Date | string, Date | string>;
    closed_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    version: Generated<number>;
    inactivity_days: Generated<number>;
    sender_name: string | null;
    reply_to: string | null;
    support_contact: string | null;
    members_may_enrol: Generated<boolean>;
    session_idle_minutes: Generated<number>;
    lock_only_person: Generated<boolean>;
  };
  account_offer: {
    id: string;
    email: string;
    name: string;
    company_name: string;
    language: 'en' | 'fr' | 'it' | 'de' | 'es' | 'pt' | 'nl';
    token_hash: Buffer;
    made_at: ColumnType<Date, Date | string, Date | string>;
    expires_at: ColumnType<Date, Date | string, Date | string>;
    ending: 'used' | 'superseded' | null;
    ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    asked_by: Generated<'operator' | 'self'>;
  };
  address_claim: {
    id: string;
    person_id: string;
    email: string;
    purpose: 'add' | 'change';
    new_token_hash: Buffer;
    old_token_hash: Buffer | null;
    new_confirmed_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    old_confirmed_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    made_at: ColumnType<Date, Date | string, Date | string>;
    expires_at: ColumnType<Date, Date | string, Date | string>;
    ending: 'used' | 'superseded' | 'withdrawn' | 'expired' | null;
    ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  };
  api_token: {
    account_id: string;
    id: string;
    member_id: string;
    kind: 'personal' | 'account';
    name: string;
    token_hash: Buffer;
    scopes: string[];
    made_at: ColumnType<Date, Date | string, Date | string>;
    expires_at: ColumnType<Date, Date | string, Date | string>;
    last_used_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  };
  audit: {
    account_id: string;
    id: string;
    at: ColumnType<Date, Date | string, Date | string>;
    act: string;
    actor_kind: 'member' | 'operator' | 'system';
    actor_id: string | null;
    targets: Generated<string[]>;
    before: ColumnType<unknown, string | null, string | null>;
    after: ColumnType<unknown, string | null, string | null>;
    personal_hash: Buffer;
    xact: Generated<string>;
    token_id: string | null;
  };
  audit_personal: {
    account_id: string;
    audit_id: string;
    salt: Buffer;
    values: ColumnType<unknown, string, string>;
  };
  audit_target: {
    account_id: string;
    target_id: string;
    at: ColumnType<Date, Date | string, Date | string>;
    audit_id: string;
  };
  batch: {
    account_id: string;
    id: string;
    member_id: string;
    scopes: string[] | null;
    act: string;
    role: string | null;
    state: 'running' | 'done' | 'stopped';
    total: number;
    done: Generated<number>;
    refused: Generated<number>;
    made_at: ColumnType<Date, Date | string, Date | string>;
    ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    token_id: string | null;
    about: Generated<'member' | 'computer'>;
    given_id: string | null;
  };
  batch_line: {
    account_id: string;
    batch_id: string;
    place: number;
    member_id: string | null;
    outcome: string | null;
    computer_id: string | null;
  };
  built_in_permission: {
    role: string;
    permission: string;
  };
  code_approval: {
    account_id: string;
    id: string;
    computer_id: string;
    nonce_hash: Buffer;
    state: 'waiting' | 'declined' | 'approved';
    made_at: ColumnType<Date, Date | string, Date | string>;
    expires_at: ColumnType<Date, Date | string, Date | string>;
    answered_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    answered_by: string | null;
    grant_id: string | null;
    told_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  };
  computer: {
    account_id: string;
    id: string;
    device_key: Buffer;
    name: string;
    sort_name: ColumnType<string, never, never>;
    status: 'waiting' | 'active' | 'removed';
    group_id: string | null;
    owner_id: string | null;
    made_at: ColumnType<Date, Date | string, Date | string>;
    removed_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    removed_where: 'account' | 'computer' | null;
    version: Generated<number>;
    hostname: Generated<string>;
    os: Generated<string>;
    agent_version: Generated<string>;
    os_user: Generated<string>;
    problem: Generated<string>;
    base_cred_id: string | null;
    search_text: ColumnType<string, never, never>;
    hello_counter: Generated<string>;
    boot_id: string | null;
    node_id: string | null;
    link_id: string | null;
    linked_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    last_seen_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    quarantined_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    lock_id: string | null;
    grant_revision: Generated<string>;
    acknowledged_revision: Generated<string>;
  };
  computer_grant: {
    account_id: string;
    id: string;
    computer_id: string;
    member_id: string;
    person_id: string;
    cred_id: string | null;
    revision: string;
    made_at: ColumnType<Date, Date | string, Date | string>;
    ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  };
  computer_group: {
    account_id: string;
    id: string;
    name: string;
    name_key: string;
    made_at: ColumnType<Date, Date | string, Date | string>;
    version: Generated<number>;
  };
  consequence: {
    account_id: ColumnType<string, never, never>;
    kind: ColumnType<string, never, never>;
    member_id: ColumnType<string, never, never>;
    subject_id: ColumnType<string, never, never>;
    label: ColumnType<string, never, never>;
  };
  custom_role: {
    account_id: string;
    id: string;
    name: string;
    name_key: string;
    made_at: ColumnType<Date, Date | string, Date | string>;
    version: Generated<number>;
    limits_users: Generated<boolean>;
    limits_computers: Generated<boolean>;
  };
  custom_role_computer_group: {
    account_id: string;
    role_id: string;
    group_id: string;
  };
  custom_role_permission: {
    account_id: string;
    role_id: string;
    permission: string;
  };
  custom_role_user_group: {
    account_id: string;
    role_id: string;
    group_id: string;
  };
  enrolment_code: {
    account_id: string;
    id: string;
    kind: 'enrolment' | 'deployment' | 'replacement';
    code_hash: Buffer;
    made_by: string;
    made_at: ColumnType<Date, Date | string, Date | string>;
    expires_at: ColumnType<Date, Date | string, Date | string>;
    group_id: string | null;
    owner_id: string | null;
    computer_id: string | null;
    uses_left: number;
    uses: number;
    needs_approval: boolean;
    ending: 'used' | 'withdrawn' | null;
    ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  };
  erasure: {
    id: string;
    at: ColumnType<Date, Date | string, Date | string>;
    asked_by: 'person' | 'operator';
    asked_as: string | null;
  };
  extra_power: {
    account_id: ColumnType<string, never, never>;
    member_id: ColumnType<string, never, never>;
    permission: ColumnType<string, never, never>;
    via: ColumnType<string, never, never>;
    group_id: ColumnType<string | null, never, never>;
    is_limited: ColumnType<boolean, never, never>;
  };
  former_address: {
    person_id: string;
    email: string;
    left_at: ColumnType<Date, Date | string, Date | string>;
  };
  handover: {
    account_id: string;
    id: string;
    from_member: string;
    to_member: string;
    old_holder_role: 'super_admin' | 'admin' | 'member' | null;
    made_at: ColumnType<Date, Date | string, Date | string>;
    expires_at: ColumnType<Date, Date | string, Date | string>;
    accepted_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    takes_effect_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    ending: 'done' | 'cancelled' | 'expired' | null;
    ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    ended_by: 'holder' | 'successor' | 'standing' | 'operator' | null;
  };
  idempotency: {
    account_id: string;
    member_id: string;
    operation: string;
    key: string;
    body_hash: Buffer;
    reply: ColumnType<unknown, string | null, string | null>;
    made_at: ColumnType<Date, Date | string, Date | string>;
  };
  installation: {
    only_one: Generated<boolean>;
    smtp_url_sealed: string | null;
    mail_from: string | null;
    made_at: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  invitation: {
    account_id: string;
    id: string;
    member_id: string;
    invited_by: string;
    language: string;
    note: Generated<string>;
    generation: Generated<number>;
    made_at: ColumnType<Date, Date | string, Date | string>;
    sent_at: ColumnType<Date, Date | string, Date | string>;
    expires_at: ColumnType<Date, Date | string, Date | string>;
    ending: 'accepted' | 'declined' | 'withdrawn' | 'expired' | null;
    ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    mail_state: Generated<'waiting' | 'sent' | 'bounced' | 'no_mail_server'>;
    lost_groups: Generated<boolean>;
    lost_role: Generated<boolean>;
  };
  invitation_link: {
    account_id: string;
    invitation_id: string;
    generation: number;
    token_hash: Buffer;
  };
  known_browser: {
    token_hash: Buffer;
    person_id: string;
    made_at: ColumnType<Date, Date | string, Date | string>;
  };
  limit_charge: {
    key: string;
    charges: number;
    reset_at: ColumnType<Date, Date | string, Date | string>;
  };
  lockout: {
    account_id: string;
    id: string;
    computer_id: string;
    member_id: string;
    session_id: string;
    address: string;
    at: ColumnType<Date, Date | string, Date | string>;
    ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    ended_by: string | null;
    is_personal: Generated<boolean>;
    cleared_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    digest_id: string | null;
    digested_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    forgiven_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  };
  mail: {
    id: string;
    account_id: string | null;
    kind: string;
    event_id: string;
    subject_id: string;
    generation: Generated<number>;
    recipient: string;
    language: string;
    state: Generated<'waiting' | 'sent' | 'bounced' | 'no_mail_server'>;
    problem: string | null;
    tries: Generated<number>;
    made_at: ColumnType<Date, Date | string, Date | string>;
    sent_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    quote: string | null;
    sending_until: ColumnType<Date | null, Date | string | null, Date | string | null>;
  };
  member: {
    account_id: string;
    id: string;
    person_id: string | null;
    email: string;
    name: string;
    status: 'invited' | 'active' | 'suspended' | 'removed';
    role: 'holder' | 'super_admin' | 'admin' | 'member';
    sort_name: ColumnType<string, never, never>;
    made_at: ColumnType<Date, Date | string, Date | string>;
    last_entered_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    removed_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    version: Generated<number>;
    search_text: ColumnType<string, never, never>;
    last_activity_at: ColumnType<Date, never, never>;
    signed_out_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    only_own_access: Generated<boolean>;
    role_id: string | null;
  };
  member_access: {
    account_id: string;
    id: string;
    member_id: string;
    kind: 'all' | 'group' | 'computer';
    group_id: string | null;
    computer_id: string | null;
    made_at: ColumnType<Date, Date | string, Date | string>;
  };
  member_permission: {
    account_id: string;
    member_id: string;
    permission: string;
  };
  node: {
    id: string;
    url: string;
    started_at: ColumnType<Date, Date | string, Date | string>;
    seen_at: ColumnType<Date, Date | string, Date | string>;
  };
  node_address: {
    url: string;
    seen_at: ColumnType<Date, Date | string, Date | string>;
  };
  notice: {
    id: string;
    kind: 'outage' | 'maintenance' | 'information';
    text: string;
    starts_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    ends_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    made_at: ColumnType<Date, Date | string, Date | string>;
    ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    posted_by: string | null;
    posted_as: string | null;
    ended_by: string | null;
    ended_as: string | null;
  };
  outbox: {
    id: ColumnType<string, never, never>;
    kind: ColumnType<string, never, never>;
    recipient: ColumnType<string, never, never>;
    state: ColumnType<string, never, never>;
    problem: ColumnType<string, never, never>;
    made_at: ColumnType<Date, never, never>;
  };
  password_reset: {
    id: string;
    person_id: string;
    email: string;
    token_hash: Buffer;
    asked_by: 'person' | 'admin' | 'operator';
    made_at: ColumnType<Date, Date | string, Date | string>;
    expires_at: ColumnType<Date, Date | string, Date | string>;
    ending: 'used' | 'superseded' | 'withdrawn' | 'expired' | null;
    ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  };
  person: {
    id: string;
    email: string;
    name: string;
    password_hash: string;
    language: 'en' | 'fr' | 'it' | 'de' | 'es' | 'pt' | 'nl';
    is_operator: Generated<boolean>;
    made_at: ColumnType<Date, Date | string, Date | string>;
    password_changed_at: ColumnType<Date, Date | string, Date | string>;
    time_zone: string | null;
  };
  person_address: {
    email: string;
    person_id: string;
    confirmed_at: ColumnType<Date, Date | string, Date | string>;
  };
  person_event: {
    person_id: string;
    id: string;
    at: ColumnType<Date, Date | string, Date | string>;
    act: string;
    address: string | null;
    facts: ColumnType<unknown, string | undefined, string>;
  };
  power: {
    account_id: ColumnType<string, never, never>;
    member_id: ColumnType<string, never, never>;
    permission: ColumnType<string, never, never>;
    via: ColumnType<string, never, never>;
    group_id: ColumnType<string | null, never, never>;
    is_limited: ColumnType<boolean, never, never>;
  };
  reach: {
    account_id: ColumnType<string, never, never>;
    member_id: ColumnType<string, never, never>;
    computer_id: ColumnType<string, never, never>;
    via: ColumnType<string, never, never>;
  };
  reset_request: {
    id: string;
    email: string;
    language: string;
    made_at: ColumnType<Date, Date | string, Date | string>;
    asked_by: Generated<'person' | 'admin'>;
    person_id: string | null;
  };
  session: {
    account_id: string;
    id: string;
    computer_id: string;
    member_id: string;
    person_id: string;
    sign_in_id: string;
    grant_id: string;
    state: 'asked' | 'open' | 'ended';
    control: boolean;
    address: string;
    node_id: string | null;
    round: Generated<number>;
    lost_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    made_at: ColumnType<Date, Date | string, Date | string>;
    opened_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    ending: 'ended' | 'revoked' | 'suspended' | 'removed' | 'signed-out' | 'left' | 'idle' | 'host-ended' | 'lost' | 'refused' | 'locked' | 'unopened' | 'failed' | 'no-screen' | 'fault' | 'restarted' | null;
    ended_by: string | null;
    failed_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    boot_id: string | null;
  };
  session_ticket: {
    account_id: string;
    session_id: string;
    side: 'viewer' | 'host';
    ticket_hash: Buffer;
    node_id: string;
    expires_at: ColumnType<Date, Date | string, Date | string>;
    used_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  };
  set_up_code: {
    only_one: Generated<boolean>;
    code_hash: Buffer;
    tries_left: number;
    made_at: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  sign_in: {
    id: string;
    token_hash: Buffer;
    person_id: string;
    made_at: ColumnType<Date, Date | string, Date | string>;
    expires_at: ColumnType<Date, Date | string, Date | string>;
    ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    address: string;
    user_agent: string;
    proved_at: ColumnType<Date, Date | string, Date | string>;
  };
  sign_up_request: {
    id: string;
    email: string;
    name: string;
    company_name: string;
    language: 'en' | 'fr' | 'it' | 'de' | 'es' | 'pt' | 'nl';
    made_at: ColumnType<Date, Date | string, Date | string>;
  };
  user_group: {
    account_id: string;
    id: string;
    parent_id: string | null;
    name: string;
    name_key: string;
    made_at: ColumnType<Date, Date | string, Date | string>;
    version: Generated<number>;
  };
  user_group_above: {
    account_id: string;
    group_id: string;
    above_id: string;
    distance: number;
  };
  user_group_access: {
    account_id: string;
    id: string;
    user_group_id: string;
    kind: 'all' | 'group' | 'computer';
    group_id: string | null;
    computer_id: string | null;
    made_at: ColumnType<Date, Date | string, Date | string>;
  };
  user_group_member: {
    account_id: string;
    group_id: string;
    member_id: string;
    made_at: ColumnType<Date, Date | string, Date | string>;
  };
  user_group_permission: {
    account_id: string;
    group_id: string;
    permission: string;
  };
};
