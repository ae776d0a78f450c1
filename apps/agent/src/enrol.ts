import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { hostname } from 'node:os';
import { base64url, bytesOf, lp } from '@latchkey/wire/bytes';
import {
  asLine,
  line,
  list,
  misshapen,
  nullable,
  object,
  oneOf,
  type Shaped,
  token,
  uuid,
} from '@latchkey/wire/link-shape';
import { type Answer, askServer } from './ask.ts';
import { newServerSetup } from './code/crypto.ts';
import { createStore } from './code/store.ts';
import { prepareFolder } from './code/store-files.ts';
import type { Identity } from './code/store-shapes.ts';
import { systemName } from './facts.ts';
import { Trouble } from './trouble.ts';
import { trustOf } from './trust.ts';

export type Enrolling = {
  /** The server as the enrolment line names it. */
  url: string;
  /** The enrolment code, as it was pasted. */
  code: string;
  /** SHA-256 of the public key of a certificate that the server made itself, base64. */
  pin: string | undefined;
  state: string;
  version: string;
};

/** What the server made of this machine. */
export type Enrolled = Shaped<typeof replyShape>;

/** What `computer.enrol` of the contract asks for. */
type Body = Record<'code' | 'device_key' | 'signature' | 'hostname' | 'os' | 'agent_version', string>;

const MAX_URL = 2_048;
const MAX_NODES = 63;
const replyShape = object({
  company_name: line,
  computer_id: uuid,
  name: line,
  status: oneOf('waiting', 'active'),
  owner: nullable(object({ person_id: uuid, name: line })),
  public_url: token(MAX_URL),
  node_urls: list(token(MAX_URL), MAX_NODES),
});

/**
 * Makes this machine a computer of the account that the code belongs to (C1, C2): a device key is made here, the server learns its
 * public half, and the state is written once the server has agreed. @throws Trouble, NotTrusted or StoreTrouble in plain words
 */
export async function enrol({ url, code, pin, state, version }: Enrolling): Promise<Enrolled> {
  const origin = originOf(url);
  const tlsPin = pin === undefined ? null : pinBytes(pin);
  // Before the code is used up: what would keep the state from being written is found out first.
  await prepareFolder(state);
  const trust = await trustOf(origin, pin);
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const setup = await newServerSetup();
  const body = claimOf(code, rawOf(publicKey), privateKey, version);
  const reply = readReply(await askServer({ url: new URL('/api/v1/enrol', origin), trust, body }), origin);
  const identity: Identity = {
    computer_id: reply.computer_id,
    account: reply.company_name,
    public_url: reply.public_url,
    origins: originsOf(origin, reply.node_urls),
    tls_pin: tlsPin,
    device_key: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64url'),
    opaque_setup: setup,
  };
  await createStore(state, identity, reply.owner && { ...reply.owner, is_suspended: false });
  return reply;
}

/**
 * The origin to speak to. Without TLS only this very machine is spoken to. @throws Trouble for what is no address of a server
 */
function originOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.username !== '' || parsed.password !== '')
    throw new Trouble(
      `${asLine(url)} is not the address of a Latchkey server. Copy the whole line from its Computers page.`,
    );
  const isHere = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(parsed.hostname);
  if (parsed.protocol === 'http:' && !isHere)
    throw new Trouble(
      `${parsed.origin} has no TLS: everything would cross the network in clear. Use its https address.`,
    );
  return parsed.origin;
}

function pinBytes(pin: string): string {
  const bytes = Buffer.from(pin, 'base64');
  if (bytes.length !== 32) throw new Trouble('The pin is incomplete. Copy the whole line from the Computers page.');
  return bytes.toString('base64url');
}

/** What is sent: the name this machine goes by, and the proof that the key is ours. */
function claimOf(code: string, deviceKey: Uint8Array, key: KeyObject, version: string): Body {
  const signed = sign(null, lp('latchkey enrol', code, deviceKey), key);
  return {
    code,
    device_key: base64url(deviceKey),
    signature: base64url(signed),
    hostname: asLine(hostname()),
    os: asLine(systemName()),
    agent_version: version,
  };
}

/** The 32 bytes of an Ed25519 key, which end its SubjectPublicKeyInfo (RFC 8410). */
function rawOf(key: KeyObject): Uint8Array {
  return bytesOf(key.export({ format: 'jwk' }).x ?? '') ?? new Uint8Array();
}

function readReply({ status, body }: Answer, origin: string): Enrolled {
  if (status !== 200) throw new Trouble(refusalOf({ status, body }, origin));
  const reply = replyShape(body);
  if (reply === misshapen)
    throw new Trouble(`${origin} answered something that this agent does not understand. It may need a newer agent.`);
  // Each hello is said to this address: who speaks for another server could hand it on to that one.
  if (!URL.canParse(reply.public_url) || new URL(reply.public_url).origin !== origin)
    throw new Trouble(
      `${origin} says that it is another server (${reply.public_url}). Use the address that its people use.`,
    );
  return reply;
}

/** Why the server refused, in its own sentence where it has one. */
export function refusalOf({ status, body }: Answer, origin: string): string {
  const title = typeof body === 'object' && body !== null && 'title' in body ? body.title : undefined;
  if (typeof title === 'string' && title !== '') return asLine(title);
  return `${origin} refused (${status}). Is it a Latchkey server?`;
}

/** What the agent may ever dial: the server and its nodes, none of them with less protection than the server itself. */
function originsOf(origin: string, nodeUrls: readonly string[]): string[] {
  const nodes = nodeUrls.filter((url) => URL.canParse(url)).map((url) => new URL(url.replace(/^ws/, 'http')).origin);
  return [...new Set([origin, ...nodes.filter((node) => node.startsWith(origin.split(':', 1)[0] + ':'))])];
}
