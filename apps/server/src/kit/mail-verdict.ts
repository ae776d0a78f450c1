import type { MailProblem, MailProblemKind } from '@latchkey/domain/mail';

/** What became of an attempt to hand a mail over. `waiting` is to be tried again; `bounced` is final. */
export type Delivery = { state: 'sent' } | ({ state: 'bounced' | 'waiting' } & MailProblem);

/** What the SMTP client tells of a failure: its own code, the command, and what the server answered to it, if anything. */
type Failure = {
  code: string;
  cause: string;
  command: string;
  answer: string;
  status: number;
};

// Sign-in wanted or refused, and a sequence fault: nothing about the recipient, whatever command they answer (RFC 4954, 5321).
const NEVER_THE_RECIPIENT = new Set([503, 530, 534, 535, 538]);
// How servers say "I don't carry your mail": the same 550 and 554 as for an unknown mailbox, told apart only by words.
const WE_MAY_NOT_RELAY =
  /relay(ing)? (access )?(is )?(denied|not (allowed|permitted)|prohibited)|unable to relay|authenticat(e|ion) (is )?(first|required)/i;
const UNTRUSTED = /CERT|SELF_SIGNED|ISSUER|ALTNAME/;
const LONGEST_ANSWER = 300;
// Shorter ones, like the generation of a link, are no secrets and would only tear the answer apart.
const SHORTEST_SECRET = 4;

/** Whether a failed attempt is final for this recipient or to be tried again, and why. `secrets` never appear in the quote. */
export function verdictOf(error: unknown, secrets: readonly string[]): Delivery {
  const failure = failureOf(error, secrets);
  const toRecipient = failure.command === 'RCPT TO' || failure.command === 'DATA';
  const permanent = failure.status >= 500 && failure.status < 600 && !NEVER_THE_RECIPIENT.has(failure.status);
  const bounced = toRecipient && permanent && !WE_MAY_NOT_RELAY.test(failure.answer);
  return { state: bounced ? 'bounced' : 'waiting', ...problemOf(failure) };
}

/** Why the mail server can't be used: a word of ours, and its own words without any of the secrets. */
export function problemIn(error: unknown, secrets: readonly string[]): MailProblem {
  return problemOf(failureOf(error, secrets));
}

function problemOf(failure: Failure): MailProblem {
  const problem = kindOf(failure);
  if (failure.answer !== '') return { problem, quote: failure.answer };
  // Which rule of certificates was broken says what to mend, and no sentence of ours has all of them.
  const isOfTls = problem === 'certificate_untrusted' || problem === 'tls_failed';
  return { problem, quote: isOfTls && failure.cause !== '' ? failure.cause : null };
}

function kindOf(failure: Failure): MailProblemKind {
  if (failure.code === 'EAUTH' || [530, 534, 535, 538].includes(failure.status)) {
    return failure.status >= 400 && failure.status < 500 ? 'sign_in_unchecked' : 'sign_in_refused';
  }
  if (failure.command === 'RCPT TO' && WE_MAY_NOT_RELAY.test(failure.answer)) return 'relay_refused';
  if (failure.command === 'RCPT TO') return 'recipient_refused';
  if (failure.command === 'DATA') return 'mail_refused';
  if (failure.command === 'MAIL FROM') return 'sender_refused';
  if (failure.command === 'STARTTLS' && failure.answer !== '') return 'no_encryption';
  if (failure.command === 'STARTTLS' || failure.code === 'ETLS') return kindOfTls(failure);
  return kindOfConnection(failure);
}

function kindOfTls({ cause }: Failure): MailProblemKind {
  return UNTRUSTED.test(cause) ? 'certificate_untrusted' : 'tls_failed';
}

function kindOfConnection({ code, cause, status }: Failure): MailProblemKind {
  if (status !== 0) return 'turned_away';
  if (code === 'EDNS') return 'name_unknown';
  if (code === 'ETIMEDOUT' || code === 'EABORT' || cause === 'ETIMEDOUT') return 'timed_out';
  if (cause === 'ECONNREFUSED') return 'nobody_there';
  if (cause === 'EHOSTUNREACH' || cause === 'ENETUNREACH') return 'unreachable';
  if (UNTRUSTED.test(cause)) return 'certificate_untrusted';
  if (/SSL|TLS|EPROTO/.test(cause)) return 'no_tls_here';
  if (code === 'ECONNECTION' || code === 'ESOCKET') return 'connection_lost';
  return 'unusable';
}

function failureOf(error: unknown, secrets: readonly string[]): Failure {
  const facts: Record<string, unknown> = typeof error === 'object' && error !== null ? { ...error } : {};
  const text = (name: string): string => (typeof facts[name] === 'string' ? facts[name] : '');
  return {
    code: text('code'),
    cause: text('originalCode') || text('code'),
    command: text('command'),
    answer: withoutSecrets(text('response'), secrets),
    status: typeof facts['responseCode'] === 'number' ? facts['responseCode'] : 0,
  };
}

function withoutSecrets(answer: string, secrets: readonly string[]): string {
  const line = answer.replaceAll(/[\p{Cc}\p{Cs}\s]+/gu, ' ').trim();
  const worthHiding = secrets.filter((secret) => secret.length >= SHORTEST_SECRET);
  const hidden = worthHiding.reduce((text, secret) => text.replaceAll(secret, '…'), line);
  return hidden.length > LONGEST_ANSWER ? `${hidden.slice(0, LONGEST_ANSWER)}…` : hidden;
}
