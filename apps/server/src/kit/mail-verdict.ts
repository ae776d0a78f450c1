/** What became of an attempt to hand a mail over. `waiting` is to be tried again; `bounced` is final. */
export type Delivery =
  | { state: 'sent' }
  | { state: 'bounced'; problem: string }
  | { state: 'waiting'; problem: string };

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
const LONGEST_ANSWER = 300;
// Shorter ones, like the generation of a link, are no secrets and would only tear the answer apart.
const SHORTEST_SECRET = 4;

/** Whether a failed attempt is final for this recipient or to be tried again. `secrets` never appear in the problem. */
export function verdictOf(error: unknown, secrets: readonly string[]): Delivery {
  const failure = failureOf(error, secrets);
  const toRecipient = failure.command === 'RCPT TO' || failure.command === 'DATA';
  const permanent = failure.status >= 500 && failure.status < 600 && !NEVER_THE_RECIPIENT.has(failure.status);
  const bounced = toRecipient && permanent && !WE_MAY_NOT_RELAY.test(failure.answer);
  return { state: bounced ? 'bounced' : 'waiting', problem: sentenceOf(failure) };
}

/** A failure of the mail server in plain English, its own answer included, without any of the secrets. */
export function explainFailure(error: unknown, secrets: readonly string[]): string {
  return sentenceOf(failureOf(error, secrets));
}

function sentenceOf(failure: Failure): string {
  const meaning = meaningOf(failure);
  return failure.answer === '' ? meaning : `${meaning} It answered: ${failure.answer}`;
}

function meaningOf(failure: Failure): string {
  if (failure.code === 'EAUTH' || [530, 534, 535, 538].includes(failure.status)) {
    return failure.status >= 400 && failure.status < 500
      ? 'The mail server can’t check our sign-in at the moment.'
      : 'The mail server refused our sign-in: check user and password.';
  }
  if (failure.command === 'RCPT TO' && WE_MAY_NOT_RELAY.test(failure.answer)) {
    return 'The mail server does not pass mail on for us: it probably wants a sign-in.';
  }
  if (failure.command === 'RCPT TO') return 'The mail server did not take the recipient’s address.';
  if (failure.command === 'DATA') return 'The mail server did not take the mail.';
  if (failure.command === 'MAIL FROM') return 'The mail server did not take our sender address.';
  if (failure.command === 'STARTTLS' || failure.code === 'ETLS') return meaningOfTls(failure);
  return meaningOfConnection(failure);
}

function meaningOfTls(failure: Failure): string {
  return failure.command === 'STARTTLS' && failure.answer !== ''
    ? 'The mail server offers no encryption (STARTTLS), and over a network we send nothing without.'
    : `No encrypted connection to the mail server came about (${failure.cause}).`;
}

function meaningOfConnection({ code, cause, status }: Failure): string {
  if (status !== 0) return 'The mail server turned us away.';
  if (code === 'EDNS') return 'The mail server’s name is not known.';
  if (code === 'ETIMEDOUT' || code === 'EABORT' || cause === 'ETIMEDOUT')
    return 'The mail server did not answer in time.';
  if (cause === 'ECONNREFUSED') return 'Nothing answers at the mail server’s address and port.';
  if (cause === 'EHOSTUNREACH' || cause === 'ENETUNREACH') return 'The mail server can’t be reached over the network.';
  if (/CERT|SELF_SIGNED|ISSUER|ALTNAME/.test(cause)) return `The mail server’s certificate is not trusted (${cause}).`;
  if (/SSL|TLS|EPROTO/.test(cause)) return 'The mail server does not speak TLS at this port: use smtp:// there.';
  if (code === 'ECONNECTION' || code === 'ESOCKET') return 'The connection to the mail server was lost.';
  return 'The mail server could not be used.';
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
