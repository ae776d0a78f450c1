import { type IncomingHttpHeaders, request } from 'node:http';
import type { TestBrowser, TestServer } from '../server.ts';

export type RawRequest = { method?: string; path: string; headers?: Record<string, string>; body?: string | Buffer };
export type RawAnswer = { status: number; headers: IncomingHttpHeaders; text: string };

/** Sends a request exactly as it is written: no address is tidied up and no header is added but Host and Content-Length. */
export async function sendRaw(server: TestServer, asked: RawRequest): Promise<RawAnswer> {
  const { host, hostname, port } = new URL(server.url);
  const { method = 'GET', path, body } = asked;
  const length: Record<string, string> =
    body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const headers = { host, ...length, ...asked.headers };
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, setHost: false, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The headers of a browser's own call that changes something. */
export function ownHeaders(browser: TestBrowser): Record<string, string> {
  return { cookie: cookiesOf(browser), origin: browser.server.url, 'content-type': 'application/json' };
}

export function cookiesOf(browser: TestBrowser): string {
  return [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

/** The code of a refusal in a raw answer; undefined when it is none. */
export function codeOf(answer: RawAnswer): string | undefined {
  if (!answer.headers['content-type']?.startsWith('application/problem+json')) return undefined;
  return (JSON.parse(answer.text) as { code: string }).code;
}
