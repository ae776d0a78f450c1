// Writes one kind of X.509 certificate (RFC 5280): self-signed, for a server, on an ECDSA P-256 key.
// It only ever writes DER and reads none, which is a page; the packages that do it bring a dozen others with them.
import { type KeyObject, createPublicKey, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

export type CertificateOrder = {
  readonly key: KeyObject;
  /** Names and IP addresses it is for. */
  readonly hosts: readonly string[];
  readonly from: Date;
  readonly to: Date;
};

/** A self-signed server certificate as PEM. */
export function selfSigned(order: CertificateOrder): string {
  const content = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(randomBytes(16)),
    ECDSA_WITH_SHA256,
    NAME,
    sequence(moment(order.from), moment(order.to)),
    NAME,
    createPublicKey(order.key).export({ format: 'der', type: 'spki' }),
    tagged(0xa3, sequence(...extensions(order.hosts))),
  );
  const certificate = sequence(content, ECDSA_WITH_SHA256, bits(sign('sha256', content, order.key)));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

// The value bytes of the object identifiers this certificate uses.
const OID = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  keyUsage: '551d0f',
  alternativeName: '551d11',
  basicConstraints: '551d13',
  extendedKeyUsage: '551d25',
  serverAuth: '2b06010505070301',
};

const ECDSA_WITH_SHA256 = sequence(oid(OID.ecdsaWithSha256));
const NAME = sequence(tagged(0x31, sequence(oid(OID.commonName), tagged(0x0c, Buffer.from('Latchkey')))));
const TRUE = tagged(0x01, Buffer.from([0xff]));

function extensions(hosts: readonly string[]): Buffer[] {
  const digitalSignature = tagged(0x03, Buffer.from([7, 0x80]));
  return [
    extension(OID.basicConstraints, sequence(), TRUE),
    extension(OID.keyUsage, digitalSignature, TRUE),
    extension(OID.extendedKeyUsage, sequence(oid(OID.serverAuth))),
    extension(OID.alternativeName, sequence(...hosts.map(alternativeName))),
  ];
}

function extension(id: string, value: Buffer, critical: Buffer = Buffer.alloc(0)): Buffer {
  return sequence(oid(id), critical, tagged(0x04, value));
}

function alternativeName(host: string): Buffer {
  return isIP(host) === 0 ? tagged(0x82, Buffer.from(host, 'ascii')) : tagged(0x87, addressBytes(host));
}

// The URL parser brings an IPv6 address to hexadecimal groups with at most one gap, which is filled here.
function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  const [left = '', right = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [head, tail] = [left, right].map((part) => part.split(':').filter(Boolean));
  const gap = Array.from({ length: 8 - (head?.length ?? 0) - (tail?.length ?? 0) }, () => '0');
  const groups = [...(head ?? []), ...gap, ...(tail ?? [])];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

// UTCTime up to 2049, GeneralizedTime from then on (RFC 5280 §4.1.2.5).
function moment(at: Date): Buffer {
  const digits = at.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return at.getUTCFullYear() < 2050
    ? tagged(0x17, Buffer.from(digits.slice(2), 'ascii'))
    : tagged(0x18, Buffer.from(digits, 'ascii'));
}

// DER integers are signed and as short as can be: the first bit is cleared and no zero byte stands in front.
function integer(bytes: Buffer): Buffer {
  const positive = Buffer.from(bytes);
  positive.writeUInt8(positive.length === 1 ? positive.readUInt8(0) & 0x7f : (positive.readUInt8(0) & 0x3f) | 0x40, 0);
  return tagged(0x02, positive);
}

function bits(bytes: Buffer): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.from([0]), bytes]));
}

function oid(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function tagged(tag: number, value: Buffer): Buffer {
  const long = value.length.toString(16);
  const bytes = Buffer.from(long.padStart(long.length + (long.length % 2), '0'), 'hex');
  const length = value.length < 0x80 ? Buffer.from([value.length]) : Buffer.from([0x80 | bytes.length, ...bytes]);
  return Buffer.concat([Buffer.from([tag]), length, value]);
}
