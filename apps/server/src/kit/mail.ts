import { foldEmail } from '@latchkey/domain/email';
import type { MailProblem, MailProblemKind } from '@latchkey/domain/mail';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { problemIn, verdictOf, type Delivery } from './mail-verdict.ts';

/**
 * One mail to one recipient. `messageId` is `<id@host>` and the same in every attempt, so that a mail delivered twice
 * is shown once. `from.name` and `subject` may hold what people typed: they become one line each.
 */
export type Mail = {
  messageId: string;
  from: { name: string; address: string };
  replyTo?: string;
  to: string;
  subject: string;
  text: string;
  html: string;
};

/** How long an attempt may take, in milliseconds: until the server greets, and altogether. */
export type Patience = { greetingMs: number; overallMs: number };

const PATIENCE: Patience = { greetingMs: 10_000, overallMs: 30_000 };

// The local part and the domain of a sender the operator set; `latchkey@localhost` is one too.
const SENDER = /^[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+$/;
const MESSAGE_ID = /^<[^\s<>@]+@[^\s<>@]+>$/;
const LONGEST_HEADER = 250;
const BREAKS_A_LINE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * Hands a mail to the mail server, to exactly one recipient, and says what became of it; never throws for what a
 * server or an address does. `bounced` is the recipient's server refusing for good (5xx to RCPT or DATA). Everything else
 * that went wrong is `waiting`, to be tried again with the same message id and link: a 4xx, a server that is down, slow
 * or lost after DATA, and permanent refusals that are the operator's to mend (sign-in, sender address, relaying).
 * `problem` says why in a word that every language has a sentence for, `quote` what the server said, without password and link.
 */
export async function deliver(smtpUrl: string, mail: Mail, patience: Patience = PATIENCE): Promise<Delivery> {
  if (foldEmail(mail.to) === undefined) return { state: 'bounced', ...ours('recipient_malformed') };
  if (!SENDER.test(mail.from.address)) return { state: 'waiting', ...ours('sender_malformed') };
  const server = serverOf(smtpUrl, patience);
  if ('problem' in server) return { state: 'waiting', ...server };

  const raw = await rawMail(mail);
  const envelope = { from: mail.from.address, to: [mail.to] };
  const signal = AbortSignal.timeout(patience.overallMs);
  try {
    await createTransport(server).sendMail({ envelope, raw, signal, ...NOTHING_FROM_OUTSIDE });
    return { state: 'sent' };
  } catch (error) {
    return verdictOf(error, secretsOf(smtpUrl, mail));
  }
}

/** Tries the mail server without sending anything: connection, TLS, sign-in. Says why it can't be used, or nothing when it can. */
export async function refuseMailServer(
  smtpUrl: string,
  patience: Patience = PATIENCE,
): Promise<MailProblem | undefined> {
  const server = serverOf(smtpUrl, patience);
  if ('problem' in server) return server;
  const transport = createTransport(server);
  const tooSlow = new AbortController();
  try {
    await Promise.race([transport.verify(), afterwards(patience.overallMs, tooSlow.signal)]);
    return undefined;
  } catch (error) {
    return problemIn(error, secretsOf(smtpUrl));
  } finally {
    tooSlow.abort();
    transport.close();
  }
}

/** The message exactly as it is handed to the server (RFC 5322), for the preview and the outbox too; `at` is its date. */
export async function rawMail(mail: Mail, at: Date = new Date()): Promise<Buffer> {
  if (!MESSAGE_ID.test(mail.messageId)) throw new TypeError('A message id has the form <id@host>.');
  const replyTo = mail.replyTo === undefined ? undefined : foldEmail(mail.replyTo);
  const options: SendMailOptions = {
    messageId: mail.messageId,
    date: at,
    from: { name: oneLine(mail.from.name), address: mail.from.address },
    to: { name: '', address: mail.to },
    ...(replyTo === undefined ? {} : { replyTo: { name: '', address: replyTo } }),
    subject: oneLine(mail.subject),
    text: mail.text,
    html: mail.html,
    // Without it, long lines of ASCII are sent as format=flowed, which lets a reader break a link.
    textEncoding: 'quoted-printable',
    headers: { 'Auto-Submitted': 'auto-generated' },
    xMailer: false,
    ...NOTHING_FROM_OUTSIDE,
  };
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await composer.sendMail(options);
  return message as Buffer;
}

// A text that looks like a path or an address is text: nothing is read from disk or fetched into a mail.
const NOTHING_FROM_OUTSIDE = { disableFileAccess: true, disableUrlAccess: true } as const;

/** A problem that we see ourselves, without anybody's answer. */
function ours(problem: MailProblemKind): MailProblem {
  return { problem, quote: null };
}

/**
 * The connection that `SMTP_URL` describes. `smtps://` is TLS from the first byte (port 465), `smtp://` turns to TLS with
 * STARTTLS (port 587) and must, except towards this very machine, where nobody can be in between.
 */
function serverOf(smtpUrl: string, patience: Patience) {
  const url = URL.parse(smtpUrl);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    return ours('url_malformed');
  }
  const auth = credentialsOf(url);
  if (auth === 'malformed') return ours('credentials_incomplete');
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const secure = url.protocol === 'smtps:';
  const local = !secure && isLoopback(host);
  return {
    host,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !local,
    // Over loopback plain text would do as well, so a certificate made out to another name is no reason to stay silent.
    tls: { rejectUnauthorized: !local },
    // A server that offers no sign-in although we were told to sign in is a mistake to report, not to pass over.
    ...(auth === undefined ? {} : { auth, forceAuth: true }),
    connectionTimeout: patience.greetingMs,
    greetingTimeout: patience.greetingMs,
    dnsTimeout: patience.greetingMs,
    socketTimeout: patience.overallMs,
    socketCloseTimeout: 0,
  };
}

function credentialsOf(url: URL): { user: string; pass: string } | undefined | 'malformed' {
  if (url.username === '' && url.password === '') return undefined;
  if (url.username === '' || url.password === '') return 'malformed';
  try {
    return { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) };
  } catch {
    return 'malformed';
  }
}

function isLoopback(host: string): boolean {
  return host.toLowerCase() === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** What no problem may repeat: the password, and the secret part of every link (servers quote what they refuse). */
function secretsOf(smtpUrl: string, mail?: Mail): string[] {
  const url = URL.parse(smtpUrl);
  const auth = url === null ? undefined : credentialsOf(url);
  const password = typeof auth === 'object' ? [auth.pass, encodeURIComponent(auth.pass)] : [];
  const fragments = [...(mail?.text ?? '').matchAll(/https?:\/\/[^\s#]*#(\S+)/g)].map((match) => match[1] ?? '');
  return [...password, ...fragments, ...fragments.flatMap((fragment) => fragment.split('.'))];
}

/** Header text: one line, well under the 998 bytes a line may have (RFC 5322), for plain ASCII is folded nowhere. */
function oneLine(text: string): string {
  const line = text.replaceAll(BREAKS_A_LINE, ' ').trim();
  return line.length > LONGEST_HEADER ? `${line.slice(0, LONGEST_HEADER).replace(/\p{Cs}$/u, '')}…` : line;
}

async function afterwards(ms: number, cancelled: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const timer = setTimeout(() => reject(Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' })), ms);
    cancelled.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}
