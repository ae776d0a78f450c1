/** What breaks a law of the catalogue with good reason, and the reason. */
export const excused = {
  tablesOfNoAccount: {
    address_claim: 'people have addresses, whatever accounts they are in',
    account_offer: 'there is no account until the offer is accepted',
    erasure: 'people are erased from all accounts at once; it says nothing of who it was',
    former_address: 'people had addresses, whatever accounts they were in',
    installation: 'one row: the mail server of the whole installation',
    'jobs.task': 'the names of the tasks that the app may ask for',
    known_browser: 'a person has browsers, whatever accounts they are in',
    limit_charge: 'attempts are counted before anybody is known',
    migration: 'what the migrator did',
    notice: 'the operator tells everybody, in all accounts and in none',
    password_reset: 'a person has one password for all accounts',
    person: 'people stand above accounts; the app reaches them through functions only',
    person_address: 'people have addresses, whatever accounts they are in',
    person_event: 'what happened to a person, not in an account',
    reset_request: 'asked for by anybody, for any address',
    set_up_code: 'there is no account yet',
    sign_up_request: 'asked for by anybody, for any address',
    sign_in: 'a person signs in once for all accounts',
  },
  rowsOfNoAccount: {
    'mail.account_id': 'mails to a person (a new password) are of no account; the app sees none of them',
  },
  keysAcrossAccounts: {
    one_token_per_secret: 'a token is looked up by its secret alone',
    mail_pkey: 'mails of no account have ids too',
    one_link_per_token: 'a link is looked up by its token alone',
    one_mail_per_event: 'an event has one mail, whatever account it is of',
  },
  powersOfRoles: {
    'latchkey_owner acts as latchkey_jobs': 'it makes the queue’s schema and hands it over',
    'latchkey_owner acts as pg_database_owner': 'the database is its own',
    'latchkey_owner creates roles': 'it makes the other two',
  },
} as const;
