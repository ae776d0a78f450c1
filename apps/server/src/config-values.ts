// The shapes that values of settings have. Each refuses in words that say what is wrong and what to write instead.
import { BlockList, isIP } from 'node:net';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { foldEmail } from '@latchkey/domain/email';
import * as z from 'zod';
import { isLoopback } from './kit/address.ts';

/** The repository's own folder: relative paths in settings start here, wherever the server was started. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A whole number within limits, both allowed. */
export function wholeNumber(minimum: number, maximum: number) {
  const problem = `is not a whole number from ${minimum} to ${maximum}.`;
  return z
    .string()
    .regex(/^\d{1,9}$/, problem)
    .transform(Number)
    .refine((number) => number >= minimum && number <= maximum, problem);
}

/** One of a few words. */
export function oneOf<const Word extends string>(words: readonly Word[]) {
  return z.enum(words, `is none of its words. Write ${words.slice(0, -1).join(', ')} or ${words.at(-1)}.`);
}

/** A path, made absolute. */
export function path() {
  return z.string().transform((text) => resolve(ROOT, text));
}

/** An address to listen on. */
export function bindAddress() {
  return z
    .string()
    .refine(
      (text) => text === 'localhost' || isIP(text) !== 0,
      'is not an address to listen on. Write an IP address such as 0.0.0.0, :: or 127.0.0.1, or localhost.',
    );
}

/** The address of a site: scheme, host and port only; comes out without a slash at its end. */
export function origin() {
  const problem = 'is not the address of a site. Write https://, the host, and nothing behind it but a port.';
  return z
    .string()
    .refine((text) => isWebAddress(text) && bareOrigin(new URL(text)), problem)
    .transform((text) => new URL(text).origin);
}

/** The address of a page. */
export function pageAddress() {
  return z.string().refine(isWebAddress, 'is not the address of a page. Write it with https:// in front.');
}

/** An e-mail address, folded. */
export function mailbox() {
  return z.string().transform((text, context) => {
    const folded = foldEmail(text);
    if (folded !== undefined) return folded;
    context.addIssue({ code: 'custom', message: 'is not an e-mail address. Write one such as latchkey@example.com.' });
    return z.NEVER;
  });
}

/** The address of a mail server. */
export function smtpUrl() {
  return z.string().refine((text) => {
    const url = URL.parse(text);
    return url !== null && ['smtp:', 'smtps:'].includes(url.protocol) && url.hostname !== '' && decodes(url);
  }, 'is not the address of a mail server. Write smtp://user:password@host:587 or smtps://user:password@host:465; in user and password, write %40 for @, %2F for / and %25 for %.');
}

/** Networks as `address` or `address/bits`, separated by commas. */
export function networks() {
  return z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .transform((parts) => parts.filter((part) => part !== ''))
    .refine(
      (parts) => parts.every(isNetwork),
      'is not a list of addresses. Write IP addresses or networks with commas between, such as 10.0.0.7, 192.168.4.0/24.',
    );
}

/** A token for the Authorization header. */
export function bearerToken() {
  return z.string().regex(/^[\x21-\x7e]{16,}$/, 'is too short or has spaces in it. Write 16 or more characters.');
}

/** The address of an outside database; the problem found first is the one that is told. */
export function databaseUrl() {
  return z.string().superRefine((text, context) => {
    const problem = problemOfDatabase(URL.parse(text));
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });
}

const TLS_MODES = ['verify-full', 'disable'];

function problemOfDatabase(url: URL | null): string | undefined {
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol) || !decodes(url)) {
    return 'is not the address of a database. Write postgres://latchkey_owner:password@host:5432/latchkey; in the password, write %40 for @, %2F for / and %25 for %.';
  }
  if (url.username !== 'latchkey_owner') return 'must name the role latchkey_owner as its user.';
  if (url.pathname.length < 2) return 'names no database. Write its name behind the host, such as …/latchkey.';
  const socket = (url.searchParams.get('host') ?? decodeURIComponent(url.hostname)).startsWith('/');
  if (socket) return undefined;
  if (url.password === '') return 'has no password. Write latchkey_owner:password in front of the @.';
  if (isLoopback(url.hostname)) return undefined;
  if (TLS_MODES.includes(url.searchParams.get('sslmode') ?? '')) return undefined;
  return 'goes over a network without saying how it is protected. Put ?sslmode=verify-full behind it (with &sslrootcert=/path/of/ca.pem for a CA of your own), or ?sslmode=disable if nobody else can read that network.';
}

function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '';
}

function bareOrigin(url: URL): boolean {
  return url.pathname === '/' && url.search === '' && url.hash === '' && !url.href.includes('?') && url.hostname !== '';
}

function isNetwork(part: string): boolean {
  const [address = '', bits, more] = part.split('/');
  const family = isIP(address);
  if (family === 0 || more !== undefined) return false;
  if (bits === undefined) return true;
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return false;
  new BlockList().addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return true;
}

function decodes(url: URL): boolean {
  try {
    decodeURIComponent(url.username + url.password + url.hostname);
    return true;
  } catch {
    return false;
  }
}
