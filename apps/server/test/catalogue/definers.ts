/**
 * A function with its owner’s rights: a way across accounts. `proofs` are the parameters that only somebody entitled can
 * fill (a hash of a token, a password’s hash, an id that only the queue knows); where there is none, `because` says why
 * none is needed. `gives` names what it lets out without a proof. A trigger is called by the database alone; `of` names who
 * may call what is not the app's.
 */
export type Definer = { proofs?: string[]; because: string; gives?: string; isTrigger?: true; of?: 'latchkey_jobs' };

const TOKEN = 'who holds the token may';
const OPERATOR = 'who holds an operator’s token may';
const QUEUE = 'only the queue knows the id';

/** Every function with its owner’s rights, as PostgreSQL writes its name. */
export const definers: Readonly<Record<string, Definer>> = {
  'accept_offer(bytea,bytea,uuid,uuid,timestamp with time zone)': {
    proofs: ['sign_in', 'token'],
    because: 'who holds both tokens may',
  },
  'accept_offer_as_new(bytea,uuid,text,text,text,uuid,uuid,timestamp with time zone)': {
    proofs: ['token'],
    because: TOKEN,
  },
  'accounts_with_expired_invitations(timestamp with time zone)': {
    because: 'the sweeper must know where to go; ids of accounts open nothing',
    gives: 'ids of accounts',
  },
  'accounts_to_erase(timestamp with time zone)': {
    because: 'the eraser must know where to go; ids of accounts open nothing',
    gives: 'ids of accounts',
  },
  'free_mail(uuid)': { proofs: ['wanted'], because: QUEUE },
  'free_mails()': { because: 'frees what no running queue can be sending, and gives nothing', of: 'latchkey_jobs' },
  'agent_by_id(uuid)': {
    because: 'a computer that says hello must be looked up before its signature can be checked',
    gives: 'the public key of a computer, where it belongs, and its last hello; nothing that lets anybody in',
  },
  'approval_by_nonce(bytea)': { proofs: ['secret'], because: 'who holds the nonce may' },
  'enrolment_by_code(bytea)': { proofs: ['code'], because: 'who holds the code may' },
  'use_ticket(bytea,text,uuid,timestamp with time zone)': { proofs: ['secret'], because: 'who holds the ticket may' },
  'sessions_standing(uuid[],timestamp with time zone)': {
    proofs: ['asked'],
    because: 'only the node of a session knows its id; gives no more than whether it may go on',
  },
  'agents_standing(uuid[],uuid[],timestamp with time zone)': {
    proofs: ['links'],
    because: 'only the node of a control socket knows its id; gives whether it may go on and that something changed',
  },
  'sweep_nodes(timestamp with time zone)': {
    because: 'servers that are gone are forgotten by the clock; nothing comes back',
  },
  'sessions_overdue(timestamp with time zone)': {
    because: 'the sweeper must know what is over; ids open nothing',
    gives: 'ids of accounts and of sessions',
  },
  'accounts_with_untold_lockouts(timestamp with time zone)': {
    because: 'the job must know where to go; ids of accounts open nothing',
    gives: 'ids of accounts',
  },
  'erase_account(uuid,timestamp with time zone,integer)': {
    because: 'erases only what was closed thirty days ago, and gives nothing',
  },
  'mail_members(text,text,timestamp with time zone,uuid,integer)': {
    because: 'tells the members of the account that is set, and gives the id of one of them',
  },
  'open_account(bytea,uuid,uuid,text,text,timestamp with time zone)': { proofs: ['token'], because: TOKEN },
  'reopen_account(bytea,uuid,timestamp with time zone)': {
    proofs: ['token'],
    because: 'who holds the token of the holder may',
  },
  'start_sign_up(uuid,uuid,bytea,uuid,timestamp with time zone,timestamp with time zone)': {
    proofs: ['request'],
    because: QUEUE,
  },
  'charge_set_up_code()': {
    because: 'a try is spent before a code is looked at; the hash of 80 random bits can not be turned around',
    gives: 'the hash of the set-up code',
  },
  'claim_mail(uuid,timestamp with time zone,timestamp with time zone)': { proofs: ['wanted'], because: QUEUE },
  'addresses_of(bytea,timestamp with time zone)': { proofs: ['token'], because: TOKEN },
  'change_password(bytea,text,text,uuid,timestamp with time zone)': {
    proofs: ['token', 'verified_hash'],
    because: 'who holds the token, and whose password was just verified, may',
  },
  'claim_address(bytea,uuid,text,text,bytea,bytea,timestamp with time zone,timestamp with time zone)': {
    proofs: ['token'],
    because: TOKEN,
  },
  'claim_by_link(bytea,timestamp with time zone)': { proofs: ['token'], because: TOKEN },
  'claim_of_mail(uuid)': { proofs: ['wanted'], because: QUEUE },
  'closed_accounts_of(bytea,timestamp with time zone)': { proofs: ['token'], because: TOKEN },
  'confirm_address(bytea,bytea,uuid,timestamp with time zone)': {
    proofs: ['sign_in', 'token'],
    because: 'who holds both tokens may',
  },
  'delete_person(bytea,uuid,boolean,timestamp with time zone)': { proofs: ['token'], because: TOKEN },
  'edit_person(bytea,uuid,timestamp with time zone,text,text,text)': { proofs: ['token'], because: TOKEN },
  'end_sign_ins(bytea,uuid[],uuid,timestamp with time zone)': { proofs: ['token'], because: TOKEN },
  'export_person(bytea,timestamp with time zone)': { proofs: ['token'], because: TOKEN },
  'invitations_to(bytea,timestamp with time zone)': { proofs: ['token'], because: TOKEN },
  'invited_person(bytea)': { proofs: ['token'], because: TOKEN },
  'lock_asker(bytea,timestamp with time zone)': { proofs: ['token'], because: TOKEN },
  'password_of_sign_in(bytea,timestamp with time zone)': { proofs: ['token'], because: TOKEN },
  'preview_deletion(bytea,timestamp with time zone)': { proofs: ['token'], because: TOKEN },
  'prove_sign_in(bytea,text,uuid,timestamp with time zone)': {
    proofs: ['token', 'verified_hash'],
    because: 'who holds the token, and whose password was just verified, may',
  },
  'remove_address(bytea,text,uuid,timestamp with time zone)': { proofs: ['token'], because: TOKEN },
  'keep_groups_above()': { because: 'nobody calls it', isTrigger: true },
  'sign_in_address_is_theirs()': { because: 'nobody calls it', isTrigger: true },
  'sign_in_count(bytea,timestamp with time zone)': { proofs: ['token'], because: TOKEN },
  'sign_ins_of(bytea,timestamp with time zone,uuid,integer)': { proofs: ['token'], because: TOKEN },
  'sweep_people(timestamp with time zone)': {
    because: 'what is over by the clock ends, for all people at once; nothing comes back',
  },
  'end_notice(bytea,uuid,timestamp with time zone,uuid)': { proofs: ['token'], because: OPERATOR },
  'end_sign_in(bytea,uuid,timestamp with time zone)': { proofs: ['token'], because: TOKEN },
  'forget_batches(timestamp with time zone)': {
    because: 'jobs that ended a week ago are deleted, in the account that is set; nothing comes back',
  },
  'handovers_due(timestamp with time zone)': {
    because: 'the job must know where to go; ids of accounts open nothing',
    gives: 'ids of accounts',
  },
  'languages_of(uuid[])': {
    because: 'members are written to in their language; only those of the account that is set',
  },
  'member_page(jsonb,timestamp with time zone,integer)': {
    because:
      'shows a page of the account that is set, and of no other; searching needs operators that row-level security keeps from indexes',
  },
  'members_matching(jsonb,timestamp with time zone)': {
    because: 'what a search matches must not be found out row by row; ids of members of the account that is set',
  },
  'invitation_by_link(bytea)': { proofs: ['token'], because: TOKEN },
  'is_set_up()': { because: 'says yes or no, to everybody', gives: 'whether there is a person' },
  'jobs.enqueue(text,jsonb)': { because: 'takes names of a list and ids, and gives nothing' },
  'jobs.pulse()': { because: 'counts jobs, and gives none' },
  'make_account(uuid,text,uuid,uuid,text,text,timestamp with time zone)': {
    proofs: ['verified_hash'],
    because: 'whose password was just verified may',
  },
  'make_audit_partitions(date)': { because: 'makes room for months, and gives nothing' },
  'make_first_person(bytea,uuid,text,text,text,text,timestamp with time zone,text,text)': {
    proofs: ['right_hash'],
    because: 'who holds the set-up code may, once',
  },
  'make_person_by_link(bytea,uuid,text,text,text,timestamp with time zone)': { proofs: ['token'], because: TOKEN },
  'note_mail(uuid,text,text,text,timestamp with time zone)': { proofs: ['wanted'], because: QUEUE },
  'notice_count(bytea,timestamp with time zone)': { proofs: ['token'], because: OPERATOR },
  'notices_now(timestamp with time zone)': {
    because: 'the operator tells everybody, whoever they are',
    gives: 'the notices that are to be shown',
  },
  'notices_of(bytea,timestamp with time zone,uuid,integer)': { proofs: ['token'], because: OPERATOR },
  'offer_by_link(bytea)': { proofs: ['token'], because: TOKEN },
  'offer_of_mail(uuid)': { proofs: ['wanted'], because: QUEUE },
  'open_sign_in(text,uuid,uuid,bytea,bytea,timestamp with time zone,timestamp with time zone,text,text)': {
    proofs: ['verified_hash'],
    because: 'whose password was just verified may',
  },
  'outbox_count(bytea,timestamp with time zone)': { proofs: ['token'], because: OPERATOR },
  'outbox_of(bytea,timestamp with time zone,timestamp with time zone,uuid,integer)': {
    proofs: ['token'],
    because: OPERATOR,
  },
  'password_of(text,bytea)': {
    because: 'a typed password must be compared with something; an attempt is spent before',
    gives: 'the hash of the password of a mailbox',
  },
  'post_notice(bytea,uuid,timestamp with time zone,uuid,text,text,timestamp with time zone,timestamp with time zone)': {
    proofs: ['token'],
    because: OPERATOR,
  },
  'profiles_of(bytea,timestamp with time zone)': { proofs: ['token'], because: TOKEN },
  'ran_migrations()': { because: 'file names of the program', gives: 'the names of migrations' },
  'refund_set_up_code(bytea)': { proofs: ['right_hash'], because: 'who typed the right code gets the try back' },
  'forget_stale(timestamp with time zone)': {
    because: 'what has served is deleted by the clock, in all accounts at once; nothing comes back',
  },
  'release_mails()': {
    because: 'mails that waited for a mail server are sent when there is one',
  },
  'renew_set_up_code(bytea,timestamp with time zone)': {
    because: 'every start makes a new code, while there is nobody who could prove anything',
  },
  'reset_by_link(bytea,timestamp with time zone)': { proofs: ['token'], because: TOKEN },
  'reset_of_mail(uuid)': { proofs: ['wanted'], because: QUEUE },
  'set_mail_server(bytea,uuid,timestamp with time zone,text,text)': { proofs: ['token'], because: OPERATOR },
  'sign_in_of(bytea,timestamp with time zone)': { proofs: ['token'], because: TOKEN },
  'standing_of(bytea[],uuid[],timestamp with time zone)': { proofs: ['tokens'], because: TOKEN },
  'start_reset(uuid,uuid,bytea,uuid,timestamp with time zone,timestamp with time zone)': {
    proofs: ['request'],
    because: QUEUE,
  },
  'use_reset(bytea,text,uuid,timestamp with time zone)': { proofs: ['token'], because: TOKEN },
  'token_of(bytea,timestamp with time zone)': { proofs: ['secret'], because: TOKEN },
  'touch_token(bytea,timestamp with time zone)': { proofs: ['secret'], because: TOKEN },
  'view_outbox_mail(bytea,uuid,timestamp with time zone,uuid)': { proofs: ['token'], because: OPERATOR },
};
