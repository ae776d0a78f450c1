// Serves the built web. Its files are read once at the start: a request picks one by name and can't reach anything else.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refused } from './refused.ts';
import { StartRefusal } from './start-refusal.ts';

export type PagesOptions = {
  /** The folder that the build of the web writes. */
  readonly webDir: string;
  readonly publicUrl: string;
  /** Where this very server is dialled when several run on one database. */
  readonly nodeUrl?: string | undefined;
  /** How the server is reached: a certificate browsers trust makes them remember to use https only. */
  readonly tls: 'plain' | 'own' | 'files' | 'proxy';
};

/**
 * Adds the web to a server: its files, index.html for every other path that is not the API's, and the security headers of
 * every answer. Throws StartRefusal when the web has not been built.
 */
export function pages(app: FastifyInstance, options: PagesOptions): void {
  const index = join(options.webDir, 'index.html');
  if (!existsSync(index))
    throw new StartRefusal(`${options.webDir} has no web in it. Start with npm start, which builds it.`);
  const template = readFileSync(index, 'utf8').split('__CSP_NONCE__');
  const files = filesIn(options.webDir);
  const headers = headersOf(options);
  const dialled = dialledBy(options);
  app.addHook('onSend', async (_, reply) => {
    for (const [name, value] of headers) if (!reply.hasHeader(name)) reply.header(name, value);
  });
  app.get('/*', async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    const file = files.get(path);
    if (file !== undefined) return sendFile(file, request, reply);
    const wanted = (request.params as { '*': string })['*'];
    if (/^api(\/|$)/i.test(wanted)) throw new Refused({ code: 'not-found' });
    if (/^assets(\/|$)/i.test(wanted)) return reply.code(404).type('text/plain; charset=utf-8').send('Not found.\n');
    const nonce = randomBytes(16).toString('base64');
    return reply
      .header('content-security-policy', pagePolicy(dialled, nonce))
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(template.join(nonce));
  });
}

/** The content security policy of a page of ours: everything from our own origin, nothing inline but styles that carry the nonce. */
function pagePolicy(dialled: string, nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    // Safari before 16.4 does not count a WebSocket of the same host as 'self'.
    `connect-src 'self' ${dialled}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The sockets that a page may open: of its own server, and of all others, which have ports of their own on the same host. */
function dialledBy({ publicUrl, nodeUrl }: PagesOptions): string {
  const { protocol, hostname } = new URL(publicUrl);
  const own = publicUrl.replace(/^http/, 'ws');
  return nodeUrl === undefined ? own : `${own} ${protocol.replace('http', 'ws')}//${hostname}:*`;
}

const YEAR_S = 31_536_000;

// What every answer carries that does not say otherwise itself; the policy here is the one for answers that are no pages.
function headersOf(options: PagesOptions): [string, string][] {
  const trusted = options.tls === 'files' || options.tls === 'proxy';
  return [
    // A worker takes the policy of its own script: the one of the viewer runs WASM.
    ['content-security-policy', "default-src 'none'; script-src 'wasm-unsafe-eval'; frame-ancestors 'none'"],
    ['x-content-type-options', 'nosniff'],
    ['referrer-policy', 'no-referrer'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=()'],
    // Not with a certificate of its own: a browser that remembered it could not be let past a new one.
    ...(trusted ? [['strict-transport-security', `max-age=${YEAR_S}`] satisfies [string, string]] : []),
  ];
}

type Encoding = 'br' | 'gzip' | 'identity';

type WebFile = {
  readonly type: string;
  readonly tag: string;
  readonly cache: string;
  readonly bytes: (encoding: Encoding) => Promise<Buffer>;
  readonly compressible: boolean;
};

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
};
const COMPRESSED_ALREADY = ['.woff2', '.png', '.ico'];

function filesIn(webDir: string): Map<string, WebFile> {
  const names = readdirSync(webDir, { recursive: true, encoding: 'utf8' });
  const kept = names.filter((name) => name !== 'index.html' && !name.split(sep).some((part) => part.startsWith('.')));
  const files = kept.filter((name) => statSync(join(webDir, name)).isFile());
  return new Map(files.map((name) => [`/${name.replaceAll(sep, '/')}`, webFile(join(webDir, name), name)]));
}

function webFile(path: string, name: string): WebFile {
  const content = readFileSync(path);
  const hashed = /^assets[/\\].*-[\w-]{8}\.\w+$/.test(name);
  return {
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    tag: `W/"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
    cache: hashed ? `public, max-age=${YEAR_S}, immutable` : 'no-cache',
    bytes: variantsOf(content),
    compressible: !COMPRESSED_ALREADY.includes(extname(name)),
  };
}

// Each variant is made when it is first asked for, off the event loop, and kept. Quality 9 takes tens of milliseconds where 11
// takes a second for a few percent.
function variantsOf(content: Buffer): WebFile['bytes'] {
  const made = new Map<Encoding, Promise<Buffer>>([['identity', Promise.resolve(content)]]);
  return (encoding) => {
    const known = made.get(encoding);
    if (known !== undefined) return known;
    const variant =
      encoding === 'br'
        ? promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
        : promisify(gzip)(content, { level: 9 });
    made.set(encoding, variant);
    return variant;
  };
}

async function sendFile(file: WebFile, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  reply.header('cache-control', file.cache).header('etag', file.tag);
  if (file.compressible) reply.header('vary', 'accept-encoding');
  if (request.headers['if-none-match'] === file.tag) return reply.code(304).send();
  const encoding = file.compressible ? encodingFor(request.headers['accept-encoding']) : 'identity';
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  return reply.type(file.type).send(await file.bytes(encoding));
}

function encodingFor(accepted: string | string[] | undefined): Encoding {
  const offers = String(accepted ?? '')
    .toLowerCase()
    .split(',');
  const takes = (name: Encoding) =>
    offers.some((offer) => offer.split(';', 1)[0]?.trim() === name && !/;\s*q=0(\.0*)?\s*$/.test(offer));
  if (takes('br')) return 'br';
  return takes('gzip') ? 'gzip' : 'identity';
}
