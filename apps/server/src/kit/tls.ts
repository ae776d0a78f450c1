// How the server is reached: plain on this machine only, else by https in one of three ways.
import { X509Certificate, createHash, createPrivateKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { isLoopback } from './address.ts';
import { selfSigned } from './certificate.ts';
import { StartRefusal } from './start-refusal.ts';

/** What decides about TLS. */
export type TlsSettings = {
  readonly publicUrl: string;
  readonly bind: string;
  readonly dataDir: string;
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  readonly trustedProxies: readonly string[];
};

export type TlsMode =
  /** http, to this machine only. */
  | { readonly mode: 'plain' }
  /** https with a key pair of its own in `folder`. */
  | { readonly mode: 'own'; readonly folder: string; readonly host: string }
  /** https with the operator's certificate. */
  | { readonly mode: 'files'; readonly cert: string; readonly key: string; readonly host: string }
  /** http to trusted proxies, which end TLS. */
  | { readonly mode: 'proxy' };

/** What an https server is made with, and what people compare. */
export type Credentials = {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
  /** SHA-256 of the certificate, `AB:CD:…`, as browsers show it. */
  readonly fingerprint: string;
  /** SHA-256 of the public key in base64; stays when the certificate is renewed. */
  readonly pin: string;
  readonly expires: Date;
  /** What the operator should know: expired, or made for another host. */
  readonly warnings: readonly string[];
};

const DAY_MS = 86_400_000;
/** The longest life that macOS and iOS accept. */
const OWN_LIFE_MS = 825 * DAY_MS;
const RENEW_BEFORE_MS = 30 * DAY_MS;
const LOOK_AGAIN_MS = 10_000;

/** Decides how the server is reached. Throws StartRefusal for everything that would carry passwords in clear or can't work. */
export function tlsMode(settings: TlsSettings): TlsMode {
  const url = new URL(settings.publicUrl);
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  const { tlsCert, tlsKey, trustedProxies } = settings;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new StartRefusal('TLS_CERT and TLS_KEY need each other: set both or neither.');
  }
  if (url.protocol !== 'https:') {
    refusePlain(settings, host);
    return { mode: 'plain' };
  }
  if (tlsCert !== undefined && tlsKey !== undefined) return { mode: 'files', cert: tlsCert, key: tlsKey, host };
  if (trustedProxies.length > 0) return { mode: 'proxy' };
  return { mode: 'own', folder: join(settings.dataDir, 'tls'), host };
}

/** The key and certificate of a mode; makes or renews those of mode `own`. Throws StartRefusal when files can't be used. */
export function openCredentials(mode: Extract<TlsMode, { mode: 'own' | 'files' }>, now: Date): Credentials {
  return mode.mode === 'own' ? ownCredentials(mode, now) : credentialsIn(mode, now);
}

/** A server whose certificate can be exchanged while it runs. */
export type SecureServer = { readonly setSecureContext: (credentials: { key: string; cert: string }) => void };

export type FollowOptions = {
  readonly now: () => Date;
  readonly everyMs?: number;
  readonly onChange?: (credentials: Credentials) => void;
  readonly onProblem: (problem: string) => void;
};

/**
 * Looks at the files every ten seconds and gives a changed certificate to new connections; those that are open stay.
 * What can't be used is reported once and the old certificate goes on. Answers with the function that ends it.
 * Polling, because file events get lost on network folders and where certificates are symbolic links.
 */
export function followCredentials(
  server: SecureServer,
  mode: Extract<TlsMode, { mode: 'own' | 'files' }>,
  options: FollowOptions,
): () => void {
  let served = openCredentials(mode, options.now());
  let told = '';
  const look = () => {
    try {
      const found = openCredentials(mode, options.now());
      told = '';
      if (found.cert === served.cert && found.key === served.key) return;
      server.setSecureContext({ key: found.key, cert: found.cert });
      served = found;
      options.onChange?.(found);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (problem !== told) options.onProblem(problem);
      told = problem;
    }
  };
  const timer = setInterval(look, options.everyMs ?? LOOK_AGAIN_MS).unref();
  return () => clearInterval(timer);
}

function refusePlain(settings: TlsSettings, host: string): void {
  if (settings.tlsCert !== undefined) {
    throw new StartRefusal(
      'TLS_CERT is set, but PUBLIC_URL begins with http. Write https in PUBLIC_URL, or leave out TLS_CERT and TLS_KEY.',
    );
  }
  if (settings.trustedProxies.length > 0) {
    throw new StartRefusal(
      'TRUSTED_PROXIES is set, but PUBLIC_URL begins with http. Write the https address that the proxy serves in PUBLIC_URL.',
    );
  }
  if (!isLoopback(host)) {
    throw new StartRefusal(
      `PUBLIC_URL is ${settings.publicUrl}, but without TLS passwords would cross the network in clear. Write https in PUBLIC_URL: without TLS_CERT or TRUSTED_PROXIES the server makes a certificate of its own.`,
    );
  }
  if (!isLoopback(settings.bind)) {
    throw new StartRefusal(
      `BIND is ${settings.bind}, but PUBLIC_URL is ${settings.publicUrl}: without TLS the server listens on this machine only. Leave out BIND, or write an https address in PUBLIC_URL.`,
    );
  }
}

function credentialsIn(files: { cert: string; key: string; host: string }, now: Date): Credentials {
  const cert = read(files.cert, 'TLS_CERT');
  const key = read(files.key, 'TLS_KEY');
  const parsed = parsedPair(files, cert, key);
  const expires = new Date(parsed.validTo);
  const warnings = [
    ...(expires <= now
      ? [`The certificate in ${files.cert} has expired on ${parsed.validTo}: browsers refuse it.`]
      : []),
    ...(isFor(parsed, files.host)
      ? []
      : [`The certificate in ${files.cert} is not for ${files.host}: browsers refuse it.`]),
  ];
  return { key, cert, fingerprint: parsed.fingerprint256, pin: pinOf(parsed), expires, warnings };
}

function parsedPair(files: { cert: string; key: string }, cert: string, key: string): X509Certificate {
  try {
    const parsed = new X509Certificate(cert);
    createSecureContext({ cert, key });
    if (parsed.checkPrivateKey(createPrivateKey(key))) return parsed;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartRefusal(
      `${files.cert} and ${files.key} can't be used for TLS (${reason}). Both must be PEM, the key without a passphrase.`,
    );
  }
  throw new StartRefusal(`The key in ${files.key} does not belong to the certificate in ${files.cert}.`);
}

function read(file: string, setting: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new StartRefusal(`${setting} names ${file}, which can't be read (${reason}).`);
  }
}

function isFor(certificate: X509Certificate, host: string): boolean {
  return (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined;
}

function pinOf(certificate: X509Certificate): string {
  return createHash('sha256')
    .update(certificate.publicKey.export({ format: 'der', type: 'spki' }))
    .digest('base64');
}

// The key stays for ever, so that a pin on it does; the certificate is made anew when it ends soon or PUBLIC_URL has another host.
function ownCredentials(mode: { folder: string; host: string }, now: Date): Credentials {
  const files = { cert: join(mode.folder, 'cert.pem'), key: join(mode.folder, 'key.pem'), host: mode.host };
  mkdirSync(mode.folder, { recursive: true, mode: 0o700 });
  if (!existsSync(files.key)) writeWhole(files.key, newKey());
  if (existsSync(files.cert)) {
    const found = credentialsIn(files, now);
    if (found.expires.getTime() - now.getTime() > RENEW_BEFORE_MS && found.warnings.length === 0) return found;
  }
  writeWhole(files.cert, ownCertificate(createPrivateKey(readFileSync(files.key)), mode.host, now));
  return credentialsIn(files, now);
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

function ownCertificate(key: KeyObject, host: string, now: Date): string {
  const hosts = isLoopback(host) ? [...new Set([host, 'localhost', '127.0.0.1', '::1'])] : [host];
  // An hour back, for clocks that are a little late.
  return selfSigned({
    key,
    hosts,
    from: new Date(now.getTime() - 3_600_000),
    to: new Date(now.getTime() + OWN_LIFE_MS),
  });
}

function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}
