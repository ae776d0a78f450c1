import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { Trouble } from './trouble.ts';
import type { Trust } from './trust.ts';

const ANSWERS_WITHIN_MS = 30_000;
const MOST_BYTES = 1024 * 1024;

/** What a server answered: its status, and the body as JSON (nothing when it is none). */
export type Answer = { status: number; body: unknown };

export type Asking = { url: URL; trust: Trust; body?: object };

/**
 * Sends JSON to the server and reads JSON; without a body it only reads. The server takes a change from its own origin only, which a
 * program says itself. @throws Trouble when the server can't be reached
 */
export async function askServer(asking: Asking): Promise<Answer> {
  const answer = await open(asking);
  const status = answer.statusCode ?? 0;
  return { status, body: parsed(await whole(answer, asking.url)) };
}

/** Opens a download: the answer of the server, to be read by whoever asked. @throws Trouble when the server can't be reached */
export async function open({ url, trust, body }: Asking): Promise<IncomingMessage> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const send = url.protocol === 'https:' ? secure : plain;
  const headers = {
    origin: url.origin,
    accept: 'application/json, application/octet-stream',
    ...(text === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
  };
  return new Promise((resolve, reject) => {
    const asked = send(url, { ...trust, method: text === undefined ? 'GET' : 'POST', headers });
    asked.setTimeout(ANSWERS_WITHIN_MS, () => asked.destroy(new Error('no answer came within 30 seconds')));
    asked.once('response', resolve);
    asked.on('error', (error) => reject(unreachable(url, error)));
    asked.end(text);
  });
}

function unreachable(url: URL, error: Error): Trouble {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/.test(code))
    return new Trouble(
      `The certificate of ${url.host} is not trusted (${error.message}). If the server made it itself, use the whole line that its Computers page shows, with --pin.`,
    );
  return new Trouble(`The server at ${url.host} can't be reached: ${error.message}.`);
}

async function whole(answer: IncomingMessage, url: URL): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > MOST_BYTES) throw new Error('its answer has no end');
      parts.push(part);
    }
  } catch (error) {
    answer.destroy();
    throw unreachable(url, error as Error);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
