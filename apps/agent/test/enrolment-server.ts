import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { enrolComputer } from '@latchkey/contract/enrolment';
import { bytesOf, lp } from '@latchkey/wire/bytes';

/** What a test makes of an answer: its status, and its body. */
export type Answering = (asked: { path: string; body: unknown }) => { status: number; body: object };

/** A small server that enrols machines as the contract says, keeps what it was sent, and answers otherwise where a test wants it to. */
export async function enrolmentServer() {
  const seen: { path: string; origin: string | undefined; body: unknown }[] = [];
  const state: { answering: Answering | undefined } = { answering: undefined };
  const owner = { person_id: randomUUID(), name: 'Ada Owner' };
  const server = createServer((request, response) => {
    void (async () => {
      const body: unknown = JSON.parse((await textOf(request)) || 'null');
      const path = request.url ?? '';
      seen.push({ path, origin: request.headers.origin, body });
      const answer = state.answering?.({ path, body }) ?? enrolled(path, body);
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function enrolled(path: string, sent: unknown): { status: number; body: object } {
    if (path !== '/api/v1/enrol') return { status: 404, body: { title: 'There is nothing here.' } };
    const body = enrolComputer.body.parse(sent);
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: body.device_key }, format: 'jwk' });
    const signed = lp('latchkey enrol', body.code, bytesOf(body.device_key) ?? new Uint8Array());
    if (!verify(null, signed, key, Buffer.from(body.signature, 'base64url')))
      return { status: 403, body: { title: 'The signature is wrong.' } };
    if (body.code !== 'RIGHT-CODE') return { status: 404, body: { title: 'This code is not known here.' } };
    return { status: 200, body: enrolComputer.reply.parse({ ...reply(), name: body.hostname }) };
  }
  const reply = () => ({
    account_id: randomUUID(),
    company_name: 'Acme & Söhne',
    computer_id: randomUUID(),
    name: 'desk',
    status: 'active',
    owner,
    public_url: url,
    node_urls: [url],
  });
  const stop = (): Promise<void> => new Promise((resolve) => void server.close(() => resolve()));
  return { url, seen, state, owner, reply, stop };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
