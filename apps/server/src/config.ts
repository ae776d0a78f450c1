// Every setting of the server, and the only reader of the environment.
import { networkInterfaces } from 'node:os';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
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
import { isLoopback } from './kit/address.ts';
import { StartRefusal } from './kit/start-refusal.ts';

/** Thrown when settings are wrong; the message lists each one with what to write instead, for the person at the terminal. */
export class ConfigRefusal extends StartRefusal {
  override readonly name = 'ConfigRefusal';
}

type Environment = Readonly<Record<string, string | undefined>>;

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
  imprintUrl: {
    name: 'IMPRINT_URL',
    group: 'Footer',
    doc: "The operator's imprint, linked in the footer.",
    schema: pageAddress().optional(),
    absent: 'no link',
  },
  termsUrl: {
    name: 'TERMS_URL',
    group: 'Footer',
    doc: "The operator's terms, linked in the footer.",
    schema: pageAddress().optional(),
    absent: 'no link',
  },
  privacyUrl: {
    name: 'PRIVACY_URL',
    group: 'Footer',
    doc: "The operator's privacy notice, linked in the footer.",
    schema: pageAddress().optional(),
    absent: 'no link',
  },
} as const satisfies Record<string, Setting>;

type Settings = typeof settings;
type Read = { [K in keyof Settings]: z.output<Settings[K]['schema']> };

/** Every setting as the server uses it: paths absolute, PUBLIC_URL an origin without a slash at its end. */
export type Config = Readonly<
  Read & { publicUrl: string; bind: string; masterKeyFile: string; logLevel: NonNullable<Read['logLevel']> }
>;

/** Reads every setting; `onTerminal`: a person watches the output. Throws ConfigRefusal, which names all faulty ones at once. */
export function readConfig(env: Environment = process.env, onTerminal: boolean = process.stdout.isTTY): Config {
  const entries: [string, unknown][] = [];
  const faults: string[] = [];
  for (const [key, setting] of Object.entries<Setting>(settings)) {
    const typed = env[setting.name]?.trim();
    const given = typed === undefined || typed === '' ? setting.fallback : typed;
    const result = setting.schema.safeParse(given);
    if (result.success) entries.push([key, result.data]);
    else faults.push(faultOf(setting, given, result.error));
  }
  if (faults.length > 0) throw refusalOf(faults);
  const config = complete(Object.fromEntries(entries) as Read, onTerminal);
  const clashes = clashesIn(config);
  if (clashes.length > 0) throw refusalOf(clashes);
  return config;
}

/** Every setting with its default, for a terminal 100 columns wide. */
export function helpText(): string {
  const groups = Map.groupBy(Object.values<Setting>(settings), (setting) => setting.group);
  const parts = [...groups].map(([group, members]) => `${group}\n${members.map(helpOf).join('\n')}`);
  return [
    'Usage: npm start                starts the server; Ctrl-C stops it',
    '       npm start -- --help      shows this',
    "       npm run latchkey         lists the operator's commands",
    '',
    'Settings are environment variables. An empty one counts as absent; relative paths start in the',
    'folder of Latchkey. More in docs/operating.md.',
    '',
    ...parts,
  ].join('\n');
}

/** What a setting is when nobody sets it, in words. */
export function defaultOf(setting: Setting): string {
  return setting.absent ?? setting.fallback ?? '';
}

function helpOf(setting: Setting): string {
  return `  ${setting.name}\n${wrap(`${setting.doc} Default: ${defaultOf(setting)}.`, '      ')}\n`;
}

function wrap(text: string, indent: string): string {
  const lines = [indent];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last.length + word.length < 100) lines[lines.length - 1] = last === indent ? indent + word : `${last} ${word}`;
    else lines.push(indent + word);
  }
  return lines.join('\n');
}

function complete(read: Read, onTerminal: boolean): Config {
  const publicUrl = read.publicUrl ?? `http://localhost:${read.port}`;
  return {
    ...read,
    publicUrl,
    bind: read.bind ?? (isLoopback(new URL(publicUrl).hostname) ? 'localhost' : everyAddress()),
    masterKeyFile: read.masterKeyFile ?? join(`${read.dataDir}-keys`, 'master.key'),
    logLevel: read.logLevel ?? (onTerminal ? 'warn' : 'info'),
  };
}

// `::` takes IPv4 too, but can't be bound where the machine has no IPv6 at all.
function everyAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.some((one) => one.family === 'IPv6') ? '::' : '0.0.0.0';
}

function clashesIn(config: Config): string[] {
  const clashes: string[] = [];
  if (config.tlsCert !== undefined && config.tlsKey === undefined) {
    clashes.push('TLS_KEY\n    is missing: TLS_CERT needs it. Write the file of its private key, or leave out both.');
  }
  if (config.tlsKey !== undefined && config.tlsCert === undefined) {
    clashes.push('TLS_CERT\n    is missing: TLS_KEY needs it. Write the file of its certificate, or leave out both.');
  }
  if (config.smtpUrl !== undefined && config.mailFrom === undefined) {
    clashes.push('MAIL_FROM\n    is missing: SMTP_URL needs it. Write the address mails come from.');
  }
  if (isInside(config.masterKeyFile, config.dataDir)) {
    clashes.push(
      `MASTER_KEY_FILE=${config.masterKeyFile}\n    lies inside DATA_DIR, so a copy of the data would carry its key. Write a path outside ${config.dataDir}.`,
    );
  }
  return clashes;
}

function isInside(file: string, folder: string): boolean {
  const way = relative(folder, dirname(file));
  return !isAbsolute(way) && way.split(sep)[0] !== '..';
}

function faultOf(setting: Setting, given: string | undefined, error: z.ZodError): string {
  const shown = setting.secret ? '(not shown)' : (given ?? '');
  return `${setting.name}=${shown}\n    ${error.issues.map((issue) => issue.message).join(' ')}`;
}

function refusalOf(faults: string[]): ConfigRefusal {
  const head = faults.length === 1 ? 'One setting is wrong' : `${faults.length} settings are wrong`;
  return new ConfigRefusal(
    `${head}, so the server did not start.\n\n${faults.map((fault) => `  ${fault}`).join('\n\n')}`,
  );
}
