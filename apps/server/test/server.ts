import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operation } from '@latchkey/contract/operation';
import { pathOf } from '@latchkey/contract/operation';
import pg from 'pg';
import { linksOf, readConfig } from '../src/config.ts';
import { cookieJar } from '../src/kit/cookies.ts';
import { openLog } from '../src/kit/log.ts';
import { openMetrics } from '../src/kit/metrics.ts';
import { passwordKit } from '../src/kit/passwords.ts';
import { openSecrets } from '../src/kit/secrets.ts';
import { renewSetUpCode } from '../src/operator/set-up-codes.ts';
import { serve, type Serving } from '../src/serve.ts';
import { type Mailbox, openMailbox } from './kit/mailbox.ts';
import { type TestDatabase, testDatabase } from './database.ts';
import { freePort } from './free-port.ts';

/** A whole server on its own database, with a clock that can be moved and a mailbox that receives everything it sends. */
export type TestServer = {
  url: string;
  serving: Serving;
  database: TestDatabase;
  mailbox: Mailbox;
  /** Where its master key is, for other servers of the same installation. */
  keyFile: string;
  /** Everything the server logged, as lines of JSON. */
  logged: string[];
  /** Moves the server's clock by so many milliseconds. */
  moveClock(byMs: number): void;
  /** Queries as the superuser: sees everything, for looking only. */
  look<R extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<R[]>;
  stop(): Promise<void>;
};

export type TestServerOptions = {
  mail?: boolean;
  trustedProxies?: string[];
  /** Whether anybody may open an account of their own; not if left out. */
  signUp?: boolean;
  limits?: Partial<{ invitationsPerDay: number; mailsPerRecipientPerDay: number }>;
};

/** Starts a whole server for a test; nothing is shared with any other test but the database program. */
export async function testServer(options: TestServerOptions = {}): Promise<TestServer> {
  const opened = new AsyncDisposableStack();
  try {
    return await openServer(options, opened);
  } catch (error) {
    // What stays open keeps the test program from ending, and nobody would read why.
    await opened.disposeAsync();
    throw error;
  }
}

async function openServer(options: TestServerOptions, opened: AsyncDisposableStack): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-test-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const database = await testDatabase();
  opened.defer(() => database.drop());
  const mailbox = await openMailbox();
  opened.defer(() => mailbox.close());
  const logged: string[] = [];
  let offsetMs = 0;
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const keyFile = join(folder, 'keys', 'master.key');
  const serving = await serve({
    databases: database,
    poolSize: 20,
    clockOffsetMs: () => offsetMs,
    trustedProxies: options.trustedProxies ?? [],
    https: undefined,
    bind: 'localhost',
    port,
    publicUrl: url,
    version: '0.0.0-test',
    secrets: openSecrets(keyFile),
    passwords: passwordKit({ cost: { memoryCost: 64, timeCost: 1 }, waiting: 1000 }),
    log: openLog('info', { write: (line: string) => void logged.push(line) }),
    limits: { invitationsPerDay: 10_000, mailsPerRecipientPerDay: 100, ...options.limits },
    mail:
      options.mail === false
        ? { smtpUrl: undefined, mailFrom: undefined }
        : { smtpUrl: mailbox.url, mailFrom: 'latchkey@example.test' },
    metrics: openMetrics(),
    signUp: options.signUp ?? false,
    links: linksOf(readConfig({ IMPRINT_URL: 'https://operator.example.test/imprint' })),
    furnish: async () => undefined,
  });
  opened.defer(() => serving.stop());
  const client = new pg.Pool({ ...database.superuser, max: 2 });
  client.on('error', () => undefined);
  opened.defer(() => client.end());
  return {
    url,
    serving,
    database,
    mailbox,
    keyFile,
    logged,
    moveClock: (byMs) => void (offsetMs += byMs),
    look: async <R extends pg.QueryResultRow>(sql: string, values: unknown[] = []) =>
      (await client.query<R>(sql, values)).rows,
    stop: () => opened.disposeAsync(),
  };
}

export type Answer = { status: number; body: Record<string, unknown>; headers: Headers };

/** A browser as the server sees one: keeps its cookies and sends the origin of the server's own pages. */
export class TestBrowser {
  readonly server: TestServer;
  readonly cookies = new Map<string, string>();
  constructor(server: TestServer) {
    this.server = server;
  }

  /** Calls an operation; `:name` in its path is taken from `params`. Extra headers win over the browser's own. */
  async call(
    operation: Operation,
    input: {
      params?: Record<string, string>;
      query?: Record<string, string>;
      body?: unknown;
      headers?: Record<string, string>;
    } = {},
  ): Promise<Answer> {
    const path = pathOf(operation).replaceAll(/:([a-z_]+)/g, (_, name: string) => input.params?.[name] ?? `:${name}`);
    const query = new URLSearchParams(input.query).toString();
    return this.send(operation.method, query === '' ? path : `${path}?${query}`, input);
  }

  /** Sends any request. */
  async send(
    method: string,
    path: string,
    input: { body?: unknown; raw?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const hasBody = method !== 'GET' && method !== 'HEAD';
    const response = await fetch(this.server.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(hasBody ? { 'content-type': 'application/json', origin: this.server.url } : {}),
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...input.headers,
      },
      ...(hasBody ? { body: input.raw ?? JSON.stringify(input.body ?? {}) } : {}),
    });
    for (const header of response.headers.getSetCookie()) this.keep(header);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : { text }) as Answer['body'],
    };
  }

  private keep(header: string): void {
    const [pair = ''] = header.split(';');
    const [name = '', value = ''] = pair.split('=');
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }

  /** The sign-in token in clear, as the cookie has it. */
  get signInToken(): string | undefined {
    return this.cookies.get(cookieJar(this.server.url).signIn);
  }
}

/** The set-up code as it would stand on the terminal. */
export async function setUpCodeOf(server: TestServer): Promise<string> {
  const code = await renewSetUpCode(server.serving.kit);
  if (code === undefined) throw new Error('This server is set up already.');
  return code;
}
