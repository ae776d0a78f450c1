import { Agent, request } from 'node:http';

/** One JSON call over a kept-alive connection; throws unless it is answered with 200. */
export type Caller = (path: string, body: object, cookie?: string) => Promise<void>;

export function callerOf(url: string, connections: number): { call: Caller; close: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port, origin } = new URL(url);
  const call: Caller = (path, body, cookie) =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify(body);
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
        origin,
        ...(cookie ? { cookie } : {}),
      };
      const sent = request({ agent, hostname, port, path, method: 'POST', headers }, (response) => {
        let answer = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
        response.on('end', () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`${path}: ${response.statusCode} ${answer}`)),
        );
      });
      sent.on('error', reject);
      sent.end(text);
    });
  return { call, close: () => agent.destroy() };
}

/** Runs `work` for every number below `total`, `clients` at a time; gives how many a second. */
export async function perSecond(
  total: number,
  clients: number,
  work: (index: number) => Promise<void>,
): Promise<number> {
  let next = 0;
  const began = performance.now();
  const client = async () => {
    while (next < total) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return total / ((performance.now() - began) / 1000);
}
