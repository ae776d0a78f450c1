/** Why a mail is not out, or a mail server can't be used: a closed list, each with a sentence in every language (I12, O1). */
export const mailProblems = [
  // What was set, or typed.
  'url_malformed',
  'credentials_incomplete',
  'sender_malformed',
  'recipient_malformed',
  // The way to the server.
  'name_unknown',
  'nobody_there',
  'unreachable',
  'timed_out',
  'connection_lost',
  // TLS.
  'no_encryption',
  'no_tls_here',
  'certificate_untrusted',
  'tls_failed',
  // What the server says no to.
  'turned_away',
  'sign_in_refused',
  'sign_in_unchecked',
  'sender_refused',
  'relay_refused',
  'recipient_refused',
  'mail_refused',
  'unusable',
  // What we say no to.
  'too_many_today',
  'subject_ended',
] as const;
export type MailProblemKind = (typeof mailProblems)[number];

/** What is wrong with a mail or its server. `quote`: what the other side said, in its own words and language, without any secret. */
export type MailProblem = { problem: MailProblemKind; quote: string | null };
