import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingHttpHeaders, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { type Operation, pathOf } from '@latchkey/contract/operation';
import { sendInvitation } from '@latchkey/contract/invitation';
import { listMembers } from '@latchkey/contract/member';
import { setUp } from '@latchkey/contract/operator';
import { signIn } from '@latchkey/contract/person';
import { WebSocket } from 'ws';
import { codeIn, type House } from './house.ts';

export const PASSWORD = 'correct horse 7';
export const ADA = 'ada@example.test';

/** Where a browser believes to be, and how its bytes get there. */
export type Way = {
  /** PUBLIC_URL. */
  publicUrl: string;
  /** The address that is really connected to: PUBLIC_URL if not given. */
  connect?: string;
  /** The certificate that is trusted, PEM. */
  ca?: string;
  /** Sent with everything, as a proxy does. */
  headers?: Record<string, string>;
  /** The address of this machine that the connection comes from. */
  from?: string;
};

export type Reply = { status: number; headers: IncomingHttpHeaders; body: Record<string, unknown>; text: string };

/** A browser that reaches a server in another process, by http or https, directly or as a proxy would pass it on. */
export class Visitor {
  readonly way: Way;
  readonly cookies = new Map<string, string>();
  constructor(way: Way) {
    this.way = way;
  }

  /** Calls an operation; `:name` in its path is taken from `params`. */
  async call(operation: Operation, input: { params?: Record<string, string>; body?: unknown } = {}): Promise<Reply> {
    const path = pathOf(operation).replaceAll(/:([a-z_]+)/g, (_, name: string) => input.params?.[name] ?? `:${name}`);
    return this.send(operation.method, path, { body: input.body });
  }

  /** Sends any request. Headers win over the browser's own. */
  async send(
    method: string,
    path: string,
    { body, headers }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Reply> {
    const to = new URL(this.way.connect ?? this.way.publicUrl);
    const text = method === 'GET' ? undefined : JSON.stringify(body ?? {});
    const length: Record<string, string> =
      text === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) };
    const options = {
      hostname: to.hostname,
      port: to.port,
      method,
      path,
      headers: { ...this.ownHeaders(), ...length, ...headers },
      agent: false as const,
      ...this.options(),
    };
    const sent = to.protocol === 'https:' ? overHttps(options) : overHttp(options);
    sent.end(text);
    const [response] = await once(sent, 'response');
    for (const header of response.headers['set-cookie'] ?? []) this.keep(header);
    const reply = Buffer.concat(await response.toArray()).toString('utf8');
    const isJson = /json/.test(response.headers['content-type'] ?? '');
    return {
      status: response.statusCode,
      headers: response.headers,
      body: isJson ? (JSON.parse(reply) as Reply['body']) : {},
      text: reply,
    };
  }

  /** An upgrade to the news of an account, as the browser's tab sends it. */
  news(accountId: string, headers: Record<string, string> = {}): WebSocket {
    const to = (this.way.connect ?? this.way.publicUrl).replace('http', 'ws');
    return new WebSocket(`${to}/api/v1/accounts/${accountId}/news`, {
      headers: { ...this.ownHeaders(), ...headers },
      ...this.options(),
    });
  }

  private ownHeaders(): Record<string, string> {
    const { host, origin } = new URL(this.way.publicUrl);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return { host, origin, cookie, ...this.way.headers };
  }

  private options() {
    const { ca, from, publicUrl } = this.way;
    return {
      ...(ca === undefined ? {} : { ca, servername: new URL(publicUrl).hostname }),
      ...(from === undefined ? {} : { localAddress: from }),
    };
  }

  private keep(header: string): void {
    const [pair = ''] = header.split(';');
    const [name = '', value = ''] = pair.split('=');
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

/**
 * Sets a fresh installation up by its printed code; gives the first person's browser and account. Of several servers that started at
 * once the code of the last one is good.
 */
export async function settle(houses: House[], way: Way): Promise<{ ada: Visitor; accountId: string }> {
  const ada = new Visitor(way);
  const person = { name: 'Ada Holder', email: ADA, password: PASSWORD, language: 'en', mail: null };
  const said: string[] = [];
  for (const house of houses) {
    const answer = await ada.call(setUp, { body: { ...person, code: codeIn(house), company_name: 'Acme' } });
    if (answer.status === 200) return { ada, accountId: String(answer.body['account_id']) };
    said.push(answer.text);
  }
  assert.fail(said.join('\n'));
}

/** Invites an address as that visitor. */
export async function invite(visitor: Visitor, accountId: string, email: string): Promise<void> {
  const body = { items: [{ email, language: 'en', name: 'Bob' }] };
  const answer = await visitor.call(sendInvitation, { params: { account_id: accountId }, body });
  assert.equal(answer.status, 200, answer.text);
}

/** The addresses on the users list, as that visitor sees it. */
export async function emailsSeenBy(visitor: Visitor, accountId: string): Promise<string[]> {
  const answer = await visitor.call(listMembers, { params: { account_id: accountId } });
  assert.equal(answer.status, 200, answer.text);
  return (answer.body['items'] as { email: string }[]).map(({ email }) => email).toSorted();
}

/** A new browser, in which Ada has signed in. */
export async function adaSignedIn(way: Way): Promise<Visitor> {
  const ada = new Visitor(way);
  const answer = await ada.call(signIn, { body: { email: ADA, password: PASSWORD } });
  assert.equal(answer.status, 200, answer.text);
  return ada;
}

/** An open socket and everything it hears. */
export async function listening(visitor: Visitor, accountId: string): Promise<{ socket: WebSocket; heard: string[] }> {
  const socket = visitor.news(accountId);
  const heard: string[] = [];
  socket.on('message', (data: Buffer) => heard.push(data.toString('utf8')));
  await once(socket, 'open');
  return { socket, heard };
}

/** The status with which an upgrade is answered. */
export async function knock(visitor: Visitor, accountId: string, headers: Record<string, string>): Promise<number> {
  const socket = visitor.news(accountId, headers);
  socket.on('error', () => undefined);
  return new Promise((resolve) => {
    socket.on('open', () => resolve(101));
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
  });
}
