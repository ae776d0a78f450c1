// Written by `npm run generate` from the migrations. Do not edit.
import type { ColumnType, Generated } from 'kysely';

export type Database = {
  account: {
    id: string;
    company_name: string;
    language: 'en' | 'fr' | 'it' | 'de' | 'es' | 'pt' | 'nl';
    invitation_days: Generated<number>;
    made_at: ColumnType<Date, Date | string, Date | string>;
    closed_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    version: Generated<number>;
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
  };
  audit_personal: {
    account_id: string;
    audit_id: string;
    salt: Buffer;
    values: ColumnType<unknown, string, string>;
  };
  consequence: {
    account_id: ColumnType<string, never, never>;
    kind: ColumnType<string, never, never>;
    member_id: ColumnType<string, never, never>;
    subject_id: ColumnType<string, never, never>;
    label: ColumnType<string, never, never>;
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
    ending: 'used' | 'superseded' | 'withdrawn' | null;
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
  };
  person_event: {
    person_id: string;
    id: string;
    at: ColumnType<Date, Date | string, Date | string>;
    act: string;
    address: string | null;
    facts: ColumnType<unknown, string | undefined, string>;
  };
  reset_request: {
    id: string;
    email: string;
    language: string;
    made_at: ColumnType<Date, Date | string, Date | string>;
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
  };
};
