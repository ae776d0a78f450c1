// Every setting of the server: its name, meaning, shape and what its absence means. config.ts reads them.
import type * as z from 'zod';
import {
  bearerToken,
  bindAddress,
  databaseUrl,
  mailbox,
  networks,
  oneOf,
  origin,
  pageAddress,
  path,
  smtpUrl,
  wholeNumber,
} from './config-values.ts';

export type Setting = {
  readonly name: string;
  readonly group: 'Address' | 'Data' | 'Mail' | 'TLS' | 'Limits' | 'Operating' | 'Footer';
  /** What `npm start -- --help` and docs/operating.md say. */
  readonly doc: string;
  readonly schema: z.ZodType<unknown, string | undefined>;
  /** Read when the setting is absent. */
  readonly fallback?: string;
  /** What absence means, in words, where `fallback` can't say it. */
  readonly absent?: string;
  /** Its value is never shown. */
  readonly secret?: true;
};

/** Settings by the name they have in the code; an empty value counts as absent. */
export const settings = {
  port: {
    name: 'PORT',
    group: 'Address',
    doc: 'The TCP port the server listens on: the web, the API and every socket use this one.',
    schema: wholeNumber(1, 65_535),
    fallback: '8400',
  },
  publicUrl: {
    name: 'PUBLIC_URL',
    group: 'Address',
    doc: 'The address people open, as they see it in the browser. Links in mails come from it, and a request for another host is refused.',
    schema: origin().optional(),
    absent: 'http://localhost:PORT',
  },
  nodeUrl: {
    name: 'NODE_URL',
    group: 'Address',
    doc: 'Where agents and viewers reach this very server when several run on one database: the host name of PUBLIC_URL with a port of its own, since browsers send a sign-in to that host name only.',
    schema: origin().optional(),
    absent: 'PUBLIC_URL',
  },
  bind: {
    name: 'BIND',
    group: 'Address',
    doc: 'The address of this machine to listen on: an IP address, or localhost.',
    schema: bindAddress().optional(),
    absent: 'localhost when PUBLIC_URL is on localhost, else every address',
  },
  dataDir: {
    name: 'DATA_DIR',
    group: 'Data',
    doc: 'The folder of the embedded database and everything else the server keeps.',
    schema: path(),
    fallback: '.latchkey',
  },
  masterKeyFile: {
    name: 'MASTER_KEY_FILE',
    group: 'Data',
    doc: 'The master key that seals secrets at rest; made at first start, readable by its owner only. It must not lie inside DATA_DIR.',
    schema: path().optional(),
    absent: 'DATA_DIR with -keys behind it, then master.key',
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    group: 'Data',
    doc: 'An outside PostgreSQL 15 or newer instead of the embedded one, as the role latchkey_owner; a direct or session-pooled connection. Beyond this machine it needs sslmode.',
    schema: databaseUrl().optional(),
    absent: 'the embedded PostgreSQL',
    secret: true,
  },
  smtpUrl: {
    name: 'SMTP_URL',
    group: 'Mail',
    doc: 'The mail server: smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465.',
    schema: smtpUrl().optional(),
    absent: "what the operator has set on the web, else mails wait in the operator's outbox",
    secret: true,
  },
  mailFrom: {
    name: 'MAIL_FROM',
    group: 'Mail',
    doc: 'The sender of every mail. Required with SMTP_URL.',
    schema: mailbox().optional(),
    absent: 'what the operator has set on the web',
  },
  tlsCert: {
    name: 'TLS_CERT',
    group: 'TLS',
    doc: 'A certificate file (PEM, with its chain), read again when it changes. Needs TLS_KEY and an https PUBLIC_URL.',
    schema: path().optional(),
    absent: 'with an https PUBLIC_URL and no TRUSTED_PROXIES: a certificate of its own, made at first start',
  },
  tlsKey: {
    name: 'TLS_KEY',
    group: 'TLS',
    doc: 'The private key of TLS_CERT (PEM, without a passphrase).',
    schema: path().optional(),
    absent: 'as for TLS_CERT',
  },
  trustedProxies: {
    name: 'TRUSTED_PROXIES',
    group: 'TLS',
    doc: 'The reverse proxies in front of the server that end TLS: IP addresses or networks, separated by commas. Only these may say whom they speak for.',
    schema: networks(),
    fallback: '',
    absent: 'none',
  },
  invitationsPerDay: {
    name: 'INVITATIONS_PER_DAY',
    group: 'Limits',
    doc: 'How many invitations an account may mail in 24 hours.',
    schema: wholeNumber(1, 1_000_000),
    fallback: '2000',
  },
  mailsPerRecipientPerDay: {
    name: 'MAILS_PER_RECIPIENT_PER_DAY',
    group: 'Limits',
    doc: 'How many mails of each kind one address may get in 24 hours, over all accounts.',
    schema: wholeNumber(1, 1000),
    fallback: '3',
  },
  signUp: {
    name: 'SIGN_UP',
    group: 'Operating',
    doc: 'Whether anybody may open an account of their own: open or closed. Either way the operator can make accounts, and people can accept invitations.',
    schema: oneOf(['closed', 'open']),
    fallback: 'closed',
  },
  logLevel: {
    name: 'LOG_LEVEL',
    group: 'Operating',
    doc: 'How much the log says.',
    schema: oneOf(['silent', 'error', 'warn', 'info', 'debug']).optional(),
    absent: 'warn on a terminal, else info',
  },
  metricsToken: {
    name: 'METRICS_TOKEN',
    group: 'Operating',
    doc: 'The bearer token that opens /metrics: 16 or more characters without spaces.',
    schema: bearerToken().optional(),
    absent: '/metrics answers this machine only, unless that is a trusted proxy',
    secret: true,
  },
  imprintUrl: link('IMPRINT_URL', "The operator's imprint, linked in the footer."),
  termsUrl: link('TERMS_URL', "The operator's terms, linked in the footer."),
  privacyUrl: link('PRIVACY_URL', "The operator's privacy notice, linked in the footer."),
  videosUrl: link('VIDEOS_URL', 'Videos about Latchkey, linked in the help.'),
  communityUrl: link('COMMUNITY_URL', 'A place where people help each other, linked in the help.'),
  trainingUrl: link('TRAINING_URL', 'Training, linked in the help.'),
  supportUrl: link('SUPPORT_URL', "The operator's support, linked in the help."),
  casesUrl: link('CASES_URL', 'Where people see the support cases they opened, linked in the help.'),
} as const satisfies Record<string, Setting>;

/** A page of the operator that is linked where people look for it. */
function link<const Name extends string>(name: Name, doc: string) {
  return { name, group: 'Footer', doc, schema: pageAddress().optional(), absent: 'no link' } as const;
}

/** What a setting is when nobody sets it, in words. */
export function defaultOf(setting: Setting): string {
  return setting.absent ?? setting.fallback ?? '';
}
