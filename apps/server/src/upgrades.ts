import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Links } from './computer/link.ts';
import { clientAddress } from './kit/address.ts';
import { cookieJar, readCookie } from './kit/cookies.ts';
import type { News } from './kit/news.ts';
import { hashToken } from './kit/secrets.ts';
import type { Switchboard } from './session/switchboard.ts';

const NEWS_PATH = /^\/api\/v1\/accounts\/([0-9a-f-]{36})\/news$/;

/** Where upgrades lead, and what is known of the way to here. */
export type House = {
  publicUrl: string;
  nodeUrl: string;
  trustedProxies: readonly string[];
  isStranger: (remote: string) => boolean;
};
export type Live = { news: News; links: Links; switchboard: Switchboard };

type Taking = (socket: Duplex, head: Buffer) => void;
type Refusal = '403 Forbidden' | '404 Not Found' | '421 Misdirected Request';

/**
 * Takes upgrades to WebSockets to where they belong, or closes them with a bare status. Every one needs our host; a browser's needs our
 * origin too, whatever the TLS mode, and a sign-in; an agent is no browser, so it has no origin.
 */
export function acceptUpgrades(server: Server, live: Live, house: House): void {
  const hosts = new Set([new URL(house.publicUrl).host, new URL(house.nodeUrl).host]);
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const isOurs = hosts.has(request.headers.host ?? '');
    const taken = isOurs ? take(live, house, request) : '421 Misdirected Request';
    if (typeof taken === 'string') socket.end(refusalOf(taken));
    else taken(socket, head);
  });
}

function refusalOf(status: Refusal): string {
  return `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
}

function take(live: Live, house: House, request: IncomingMessage): Taking | Refusal {
  const path = request.url ?? '';
  const { origin } = request.headers;
  const isAgent = path === '/agent/control' || path === '/session/host';
  if (house.isStranger(request.socket.remoteAddress ?? '')) return '403 Forbidden';
  if (isAgent ? origin !== undefined : origin !== new URL(house.publicUrl).origin) return '403 Forbidden';
  const address = addressOf(house, request);
  if (path === '/agent/control') return (socket, head) => live.links.accept(request, socket, head, address);
  const dialling = { address, token: undefined };
  if (path === '/session/host')
    return (socket, head) => live.switchboard.accept(request, socket, head, { side: 'host', ...dialling });
  const signIn = readCookie(request.headers.cookie, cookieJar(house.publicUrl).signIn);
  if (signIn === undefined) return '404 Not Found';
  const token = hashToken(signIn);
  if (path === '/session/viewer')
    return (socket, head) => live.switchboard.accept(request, socket, head, { side: 'viewer', address, token });
  const accountId = NEWS_PATH.exec(path)?.[1];
  if (accountId === undefined) return '404 Not Found';
  return (socket, head) => live.news.accept(request, socket, head, { token, accountId });
}

function addressOf({ trustedProxies }: House, request: IncomingMessage): string {
  const forwarded = request.headers['x-forwarded-for'];
  const said = Array.isArray(forwarded) ? forwarded.join(',') : forwarded;
  return clientAddress(request.socket.remoteAddress ?? '', said, trustedProxies);
}
