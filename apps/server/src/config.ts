// The only reader of the environment; what there is to set stands in settings.ts.
import { networkInterfaces } from 'node:os';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { Links } from '@latchkey/contract/operator';
import type * as z from 'zod';
import { isLoopback } from './kit/address.ts';
import { StartRefusal } from './kit/start-refusal.ts';
import { defaultOf, type Setting, settings } from './settings.ts';

/** Thrown when settings are wrong; the message lists each one with what to write instead, for the person at the terminal. */
export class ConfigRefusal extends StartRefusal {
  override readonly name = 'ConfigRefusal';
}

type Environment = Readonly<Record<string, string | undefined>>;

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

/** The pages of the operator, as the web knows them. */
export function linksOf(config: Config): Links {
  return {
    imprint: config.imprintUrl ?? null,
    terms: config.termsUrl ?? null,
    privacy: config.privacyUrl ?? null,
    videos: config.videosUrl ?? null,
    community: config.communityUrl ?? null,
    training: config.trainingUrl ?? null,
    support: config.supportUrl ?? null,
    cases: config.casesUrl ?? null,
  };
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
  if (config.nodeUrl !== undefined && !isBeside(config.nodeUrl, config.publicUrl)) {
    clashes.push(
      `NODE_URL=${config.nodeUrl}\n    is not beside PUBLIC_URL=${config.publicUrl}: browsers would bring no sign-in there. Write the same scheme and host name, with a port of its own.`,
    );
  }
  if (isInside(config.masterKeyFile, config.dataDir)) {
    clashes.push(
      `MASTER_KEY_FILE=${config.masterKeyFile}\n    lies inside DATA_DIR, so a copy of the data would carry its key. Write a path outside ${config.dataDir}.`,
    );
  }
  return clashes;
}

function isBeside(nodeUrl: string, publicUrl: string): boolean {
  const [node, house] = [new URL(nodeUrl), new URL(publicUrl)];
  return node.protocol === house.protocol && node.hostname === house.hostname;
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
