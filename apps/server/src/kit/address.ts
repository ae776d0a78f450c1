// Whose request it is, and what limits count it under.
import { BlockList, isIP } from 'node:net';

/**
 * The address a request comes from. X-Forwarded-For counts only as far as trusted proxies wrote it: read from its right end,
 * the first address that is no trusted proxy is the client. Addresses come out in one form: IPv4-mapped ones as IPv4,
 * IPv6 in lower case without a zone and with every group written. `trusted` holds addresses and networks such as `10.0.0.0/8`.
 */
export function clientAddress(remote: string, forwarded: string | undefined, trusted: readonly string[]): string {
  const proxies = proxiesOf(trusted);
  let address = canonical(remote) ?? remote;
  for (const hop of (forwarded ?? '').split(',').toReversed()) {
    const next = canonical(withoutPort(hop.trim()));
    if (next === undefined || !isOneOf(proxies, address)) return address;
    address = next;
  }
  return address;
}

/** The key a limit counts an address under: an IPv4 address itself, the /64 of an IPv6 one, since that is what one customer gets. */
export function limitKey(address: string): string {
  const plain = canonical(address) ?? address;
  return isIP(plain) === 6 ? `${plain.split(':').slice(0, 4).join(':')}::/64` : plain;
}

/** Whether a host name or address means this very machine: 127.0.0.0/8, ::1 or localhost. */
export function isLoopback(host: string): boolean {
  const bare = host.replaceAll(/^\[|\]$/g, '').toLowerCase();
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

/** Whether an address is one of the trusted ones. */
export function isTrusted(address: string, trusted: readonly string[]): boolean {
  return isOneOf(proxiesOf(trusted), canonical(address) ?? address);
}

// The list is the same array for the life of a server, so its parsed form is kept with it.
const known = new WeakMap<readonly string[], BlockList>();

function proxiesOf(trusted: readonly string[]): BlockList {
  const kept = known.get(trusted);
  if (kept !== undefined) return kept;
  const list = new BlockList();
  for (const network of trusted) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  known.set(trusted, list);
  return list;
}

function isOneOf(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function canonical(text: string): string | undefined {
  const bare = text.split('%')[0] ?? '';
  const family = isIP(bare);
  if (family === 0) return undefined;
  if (family === 4) return bare;
  const groups = groupsOf(bare);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xff_ff;
  if (!mapped) return groups.map((group) => group.toString(16)).join(':');
  return groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.');
}

function groupsOf(address: string): number[] {
  const [left = '', right] = address.split('::');
  const head = groupsIn(left);
  if (right === undefined) return head;
  const tail = groupsIn(right);
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
}

function groupsIn(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}

// Some proxies write `1.2.3.4:5678` or `[2001:db8::1]:5678`.
function withoutPort(hop: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(hop);
  if (bracketed) return bracketed[1] ?? '';
  return /^[\d.]+:\d+$/.test(hop) ? hop.slice(0, hop.indexOf(':')) : hop;
}
