import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { headerOf, readMessage, type Header } from './mime.ts';

/**
 * What the server does with mail to a recipient: take it; answer RCPT with that code (550 for good, 451 for now);
 * answer DATA so; take the whole message and drop the connection without a word; never answer RCPT.
 */
export type Behaviour = 'accept' | number | { afterData: number } | 'die-after-data' | 'silence';

export type ReceivedMail = {
  /** Envelope, not headers: what MAIL FROM and RCPT TO said. */
  from: string;
  to: string[];
  /** Whether it came over TLS. */
  encrypted: boolean;
  raw: string;
  /** All of them, in order, decoded; `header` gives the first of a name, or the empty text. */
  headers: Header[];
  header: (name: string) => string;
  subject: string;
  text: string;
  html: string;
  /** Every http(s) address of the plain part, once, in order. */
  links: string[];
};

export type MailboxSettings = {
  /** What to do unless `behave` says otherwise; 'accept' if not given. */
  behaviour?: Behaviour;
  /** The server wants exactly this sign-in; none if not given. They are part of `url`. */
  credentials?: { user: string; password: string };
  /** TLS with smtp-server's own untrusted certificate, or with this one; plain if not given. */
  tls?: { mode: 'implicit' | 'starttls'; key?: string; cert?: string };
};

/** A real SMTP server on loopback that keeps what it is given. */
export type Mailbox = {
  /** What SMTP_URL takes; stays the same through goDown and comeBack. */
  url: string;
  port: number;
  /** Mails taken (answered 250), oldest first. */
  mails: ReceivedMail[];
  /** Mails read to the end and not acknowledged ('die-after-data', `afterData`), oldest first. */
  refused: ReceivedMail[];
  /** The rule for a recipient, or for all a function says yes to; the last one made wins. */
  behave: (recipient: string | ((to: string) => boolean), behaviour: Behaviour) => void;
  /** The first taken mail that fits, past or coming; fails after `withinMs` (5 s) and says what came instead. */
  waitFor: (fits: (mail: ReceivedMail) => boolean, withinMs?: number) => Promise<ReceivedMail>;
  /** Refuses connections from now on and cuts those there are, as a server does that crashed. */
  goDown: () => Promise<void>;
  /** Listens again at the same port. */
  comeBack: () => Promise<void>;
  close: () => Promise<void>;
};

type Rule = { fits: (to: string) => boolean; behaviour: Behaviour };

/** Starts an SMTP server on a free port of 127.0.0.1; close it with `close()`. */
export async function openMailbox(settings: MailboxSettings = {}): Promise<Mailbox> {
  const mails: ReceivedMail[] = [];
  const refused: ReceivedMail[] = [];
  const waiting = new Set<() => void>();
  const rules: Rule[] = [{ fits: () => true, behaviour: settings.behaviour ?? 'accept' }];
  const behaviourTo = (to: string) => rules.findLast((rule) => rule.fits(to))?.behaviour ?? 'accept';
  const take = (mail: ReceivedMail) => {
    mails.push(mail);
    for (const look of waiting) look();
  };

  const start = (port: number) => listen(optionsOf(settings, { behaviourTo, take, refused }), port);
  let server = await start(0);
  const { port } = server;
  return {
    url: urlOf(settings, port),
    port,
    mails,
    refused,
    behave: (recipient, behaviour) => {
      rules.push({ fits: typeof recipient === 'string' ? (to) => to === recipient : recipient, behaviour });
    },
    waitFor: async (fits, withinMs = 20_000) => waitFor({ mails, waiting }, fits, withinMs),
    goDown: async () => server.stop(),
    comeBack: async () => {
      server = await start(port);
    },
    close: async () => server.stop(),
  };
}

type Rules = {
  behaviourTo: (to: string) => Behaviour;
  take: (mail: ReceivedMail) => void;
  refused: ReceivedMail[];
};
type Answer = (error?: Error | null) => void;

function optionsOf(settings: MailboxSettings, rules: Rules): (cut: Cut) => SMTPServerOptions {
  const { credentials, tls } = settings;
  return (cut) => ({
    logger: false,
    banner: 'test mailbox',
    disableReverseLookup: true,
    secure: tls?.mode === 'implicit',
    authOptional: credentials === undefined,
    allowInsecureAuth: true,
    disabledCommands: [
      ...(tls?.mode === 'starttls' ? [] : ['STARTTLS']),
      ...(credentials === undefined ? ['AUTH'] : []),
    ],
    ...(tls?.key === undefined ? {} : { key: tls.key }),
    ...(tls?.cert === undefined ? {} : { cert: tls.cert }),
    onAuth: (auth, _session, done) => {
      const known = auth.username === credentials?.user && auth.password === credentials?.password;
      if (known) done(null, { user: auth.username });
      else done(refusalOf(535, 'Authentication credentials invalid'));
    },
    onRcptTo: ({ address }, _session, done: Answer) => {
      const behaviour = rules.behaviourTo(address);
      if (behaviour === 'silence') return;
      if (typeof behaviour === 'number') done(refusalOf(behaviour, `<${address}>: told to answer so`));
      else done();
    },
    onData: (stream, session, done: Answer) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => finish(rules, { mail: received(Buffer.concat(chunks), session), session, done, cut }));
    },
  });
}

type Cut = (session: SMTPServerSession) => void;

function finish(rules: Rules, data: { mail: ReceivedMail; session: SMTPServerSession; done: Answer; cut: Cut }): void {
  const behaviour = rules.behaviourTo(data.mail.to[0] ?? '');
  if (behaviour === 'die-after-data') {
    rules.refused.push(data.mail);
    data.cut(data.session);
  } else if (typeof behaviour === 'object') {
    rules.refused.push(data.mail);
    data.done(refusalOf(behaviour.afterData, `told to answer so: ${data.mail.links.join(' ')}`));
  } else {
    rules.take(data.mail);
    data.done();
  }
}

function received(raw: Buffer, session: SMTPServerSession): ReceivedMail {
  const message = readMessage(raw);
  const { mailFrom, rcptTo } = session.envelope;
  return {
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map((recipient) => recipient.address),
    encrypted: session.secure,
    raw: raw.toString('utf8'),
    headers: message.headers,
    header: (name) => headerOf(message, name),
    subject: headerOf(message, 'subject'),
    text: message.text,
    html: message.html,
    links: [...new Set(message.text.match(/https?:\/\/[^\s<>]+/g) ?? [])],
  };
}

async function listen(options: (cut: Cut) => SMTPServerOptions, port: number) {
  const sockets = new Map<number, Socket>();
  const server = new SMTPServer(options((session) => sockets.get(session.remotePort)?.destroy()));
  server.on('error', () => {
    // A client that goes away is what half of these tests are about.
  });
  server.server.on('connection', (socket: Socket) => {
    const { remotePort } = socket;
    if (remotePort === undefined) return;
    sockets.set(remotePort, socket);
    socket.once('close', () => sockets.delete(remotePort));
  });
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  // A test that fails before it can close this would keep its program from ending, and nobody would read why.
  server.server.unref();
  return {
    port: (server.server.address() as AddressInfo).port,
    stop: async (): Promise<void> => {
      if (!server.server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(resolve));
      for (const socket of sockets.values()) socket.destroy();
      await closed;
    },
  };
}

async function waitFor(
  box: { mails: ReceivedMail[]; waiting: Set<() => void> },
  fits: (mail: ReceivedMail) => boolean,
  withinMs: number,
): Promise<ReceivedMail> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      box.waiting.delete(look);
    };
    const look = (): void => {
      const mail = box.mails.find(fits);
      if (!mail) return;
      end();
      resolve(mail);
    };
    const timer = setTimeout(() => {
      end();
      const came = box.mails.map((mail) => `${mail.to.join(', ')}: ${mail.subject}`).join('\n') || 'no mail at all';
      reject(new Error(`no such mail within ${withinMs} ms; came: ${came}`));
    }, withinMs);
    box.waiting.add(look);
    look();
  });
}

function urlOf({ credentials, tls }: MailboxSettings, port: number): string {
  const user = credentials && `${encodeURIComponent(credentials.user)}:${encodeURIComponent(credentials.password)}@`;
  return `${tls?.mode === 'implicit' ? 'smtps' : 'smtp'}://${user ?? ''}127.0.0.1:${port}`;
}

function refusalOf(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
