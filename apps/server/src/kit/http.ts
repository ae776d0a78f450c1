import { refusalStatus } from '@latchkey/contract/refusals';
import { type Operation, pathOf } from '@latchkey/contract/operation';
import { preferredLanguage } from '@latchkey/domain/language';
import type { Refusal, RefusalCode } from '@latchkey/domain/refusal';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { clientAddress, isTrusted } from './address.ts';
import { perform } from './call.ts';
import { cookieJar, readCookie, writeCookies } from './cookies.ts';
import { constraintOf, isConnectionLost, sqlStateOf } from './db.ts';
import { inputOf } from './input.ts';
import type { Kit } from './kit.ts';
import type { Asked, Binding } from './operation.ts';
import { logRequest } from './log.ts';
import { problemOf, retryAfterOf } from './problem.ts';
import { Refused } from './refused.ts';
import { hashToken, uuidv7 } from './secrets.ts';
import { noteUse } from './who.ts';

const BODY_LIMIT = 1024 * 1024;
const API_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  vary: 'origin, cookie, accept-language',
};

/** What the house around the API brings: addresses of proxies, what a constraint means. */
export type HttpOptions = {
  kit: Kit;
  bindings: readonly Binding[];
  trustedProxies: readonly string[];
  constraintRefusals: Readonly<Record<string, Refusal>>;
  https: { key: string; cert: string } | undefined;
};

/** The HTTP server with every bound operation as a route; not listening yet. Nothing a request says of host or scheme is believed. */
export function createHttp(options: HttpOptions): FastifyInstance {
  const base = {
    bodyLimit: BODY_LIMIT,
    genReqId: () => uuidv7(new Date()),
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: true,
    frameworkErrors: (_: unknown, request: FastifyRequest, reply: FastifyReply) =>
      void answerUnreadable(options, { request, reply }),
  };
  const app = (options.https
    ? fastify({ ...base, https: options.https })
    : fastify(base)) as unknown as FastifyInstance;
  acceptJsonOnly(app);
  app.addHook('onRequest', async (request, reply) => refuseStranger(options, request, reply));
  app.addHook('onRequest', async (request) => refuseForeign(options.kit.publicUrl, request));
  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api/')) reply.headers(API_HEADERS);
  });
  app.setErrorHandler((error, request, reply) => answerError(options, error, { request, reply }));
  app.setNotFoundHandler(async () => {
    throw new Refused({ code: 'not-found' });
  });
  for (const binding of options.bindings) route(app, options, binding);
  return app;
}

/**
 * Whether a peer must come through the reverse proxy and does not: with an https PUBLIC_URL and no TLS of our own only the trusted
 * proxies are served, since everybody else would send passwords in clear.
 */
export function mustUseProxy(options: Pick<HttpOptions, 'kit' | 'https' | 'trustedProxies'>, remote: string): boolean {
  const behindProxy = options.https === undefined && options.kit.publicUrl.startsWith('https:');
  return behindProxy && !isTrusted(remote, options.trustedProxies);
}

/** Plain text and not a problem of the API: whoever is told this reads it in a terminal, while setting up a proxy. */
function refuseStranger(options: HttpOptions, request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  const { publicUrl } = options.kit;
  if (isProbe(request) || !mustUseProxy(options, request.socket.remoteAddress ?? '')) return undefined;
  return reply
    .code(403)
    .header('connection', 'close')
    .type('text/plain; charset=utf-8')
    .send(`Only its reverse proxy (TRUSTED_PROXIES) is served here. Open ${publicUrl}\n`);
}

/** What looks whether the server is well may come from anywhere and by any name; the metrics have a guard of their own. */
function isProbe(request: FastifyRequest): boolean {
  return ['/healthz', '/readyz', '/metrics'].includes(request.url);
}

/** A request for another host gets 421; a change that does not come from our own pages gets 403, in every TLS mode. */
function refuseForeign(publicUrl: string, request: FastifyRequest): void {
  const url = new URL(publicUrl);
  if (!isProbe(request) && request.headers.host !== url.host)
    throw new Refused({ code: 'wrong-host', public_url: url.origin });
  if (request.method === 'GET' || request.method === 'HEAD') return;
  // A page of somebody else can't make a browser send this header; what carries it is a program, and its cookies don't count.
  if (bearerOf(request) === undefined && request.headers.origin !== url.origin)
    throw new Refused({ code: 'wrong-origin' });
  const type = request.headers['content-type'];
  if (type !== undefined && !/^application\/json\s*(;|$)/i.test(type)) throw new Refused({ code: 'not-json' });
}

function acceptJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
}

function route(app: FastifyInstance, options: HttpOptions, binding: Binding): void {
  const { operation } = binding;
  app.route({
    method: operation.method,
    url: pathOf(operation),
    handler: async (request, reply) => {
      reply.raw.on('close', countCall(options.kit, operation, { request, reply }));
      const asked = askedOf(options, request);
      const call = { kit: options.kit, binding, asked, ...inputOf(operation, request) };
      const { reply: value, cookies } = await perform(call);
      void noteUse(options.kit.db, asked.bearer);
      const headers = writeCookies(cookieJar(options.kit.publicUrl), cookies);
      if (headers.length > 0) reply.header('set-cookie', headers);
      // Through JSON first: moments become text; then parsed, so that a field the contract does not name never leaves.
      return reply
        .type('application/json')
        .send(JSON.stringify(operation.reply.parse(JSON.parse(JSON.stringify(value)))));
    },
  });
}

/** One log line and one measurement for each call, when its answer is out. */
function countCall(
  kit: Kit,
  operation: Operation,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): () => void {
  // Fastify's own measurement stays at 0 without its logger.
  const began = performance.now();
  return () => {
    const code = reply.getHeader('x-refusal') as RefusalCode | undefined;
    const [status, ms] = [reply.statusCode, performance.now() - began];
    kit.metrics.observe({ operation: operation.id, status, code, ms });
    const route = request.routeOptions.url ?? '';
    logRequest(kit.log, {
      requestId: request.id,
      method: request.method,
      route,
      status,
      ms,
      ...(code ? { refusal: code } : {}),
    });
  };
}

function askedOf(options: HttpOptions, request: FastifyRequest): Asked {
  const jar = cookieJar(options.kit.publicUrl);
  const key = request.headers['idempotency-key'];
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(String(key)))
    throw new Refused({ code: 'invalid', problems: [{ path: 'Idempotency-Key', problem: 'invalid' }] });
  const bearer = bearerOf(request);
  return {
    request_id: request.id,
    address: addressOf(options.trustedProxies, request),
    user_agent: (request.headers['user-agent'] ?? '').slice(0, 300),
    language: preferredLanguage(request.headers['accept-language']),
    token: bearer === undefined ? hashed(readCookie(request.headers.cookie, jar.signIn)) : undefined,
    bearer: hashed(bearer),
    browser: hashed(readCookie(request.headers.cookie, jar.browser)),
    idempotency_key: key === undefined ? undefined : String(key),
  };
}

/** The API token of a request (RFC 6750, 2.1), if it carries one. */
function bearerOf(request: FastifyRequest): string | undefined {
  return /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** The client's address: the socket's, or what a trusted proxy says (design: no other peer's forwarded address counts). */
function addressOf(trusted: readonly string[], request: FastifyRequest): string {
  const forwarded = request.headers['x-forwarded-for'];
  return clientAddress(
    request.socket.remoteAddress ?? '',
    Array.isArray(forwarded) ? forwarded.join(',') : forwarded,
    trusted,
  );
}

function hashed(token: string | undefined): Buffer | undefined {
  return token === undefined ? undefined : hashToken(token);
}

/** The one place where an error becomes an answer: a refusal, an invalid input, or a fault that is logged once and tells its number only. */
async function answerError(
  options: HttpOptions,
  error: unknown,
  at: { request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> {
  const refusal = refusalOf(options, error) ?? { code: 'fault', request_id: at.request.id };
  if (refusal.code === 'fault')
    options.kit.log.error({ err: error, request: at.request.id, route: at.request.routeOptions.url }, 'fault');
  else if (isConnectionLost(error)) options.kit.log.warn({ err: error, request: at.request.id }, 'database');
  else
    options.kit.log.info(
      { refusal: refusal.code, request: at.request.id, route: at.request.routeOptions.url },
      'refused',
    );
  const { status, body } = await problemOf(refusal, preferredLanguage(at.request.headers['accept-language']));
  const retryAfter = retryAfterOf(refusal);
  if (retryAfter !== undefined) at.reply.header('retry-after', retryAfter);
  return at.reply
    .code(status)
    .header('x-refusal', refusal.code)
    .type('application/problem+json')
    .send(JSON.stringify(body));
}

/** For an address that the router can't read: it reaches no route and no hook, so what those do is done here; it is not repeated. */
async function answerUnreadable(
  options: HttpOptions,
  at: { request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> {
  at.reply.headers(API_HEADERS);
  try {
    refuseForeign(options.kit.publicUrl, at.request);
    throw new Refused({ code: 'not-found' });
  } catch (error) {
    return answerError(options, error, at);
  }
}

function refusalOf(options: HttpOptions, error: unknown): Refusal | undefined {
  if (error instanceof Refused) return error.refusal;
  const constraint = constraintOf(error);
  if (constraint !== undefined) return options.constraintRefusals[constraint];
  // A lock or statement that waited too long, or no connection left: nothing was written, trying again is right.
  if (['55P03', '57014', '53300'].includes(sqlStateOf(error) ?? '')) return { code: 'busy' };
  if (isConnectionLost(error)) return { code: 'busy' };
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' && error.statusCode < 500)
    return ofFramework(error.statusCode);
  return error instanceof Error && error.name === 'BusyError' ? { code: 'busy' } : undefined;
}

function ofFramework(status: number): Refusal {
  if (status === 413) return { code: 'body-too-large', limit_bytes: BODY_LIMIT };
  if (status === 415) return { code: 'not-json' };
  const known = Object.values(refusalStatus).includes(status) && status === 404;
  return known ? { code: 'not-found' } : { code: 'invalid', problems: [{ path: '', problem: 'json' }] };
}
