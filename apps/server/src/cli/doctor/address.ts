import { lookup } from 'node:dns/promises';
import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { connect } from 'node:net';
import type { Config } from '../../config.ts';
import { about, type Finding, reasonOf } from './finding.ts';

const PATIENCE_MS = 5_000;

/** Whether some server listens on our port of this machine. */
export function isListening({ bind, port }: Pick<Config, 'bind' | 'port'>): Promise<boolean> {
  const host = bind === '::' || bind === '0.0.0.0' ? 'localhost' : bind;
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PATIENCE_MS });
    const tell = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket
      .once('connect', () => tell(true))
      .once('error', () => tell(false))
      .once('timeout', () => tell(false));
  });
}

/** Whether the public address has an IP address and leads to this Latchkey under its own name. Asks no other host. */
export async function checkAddress(config: Pick<Config, 'publicUrl'>, isServing: boolean): Promise<Finding> {
  const { ok, trouble } = about('address');
  const { publicUrl } = config;
  const host = new URL(publicUrl).hostname.replaceAll(/^\[|\]$/g, '');
  try {
    await lookup(host);
  } catch (error) {
    return trouble(
      `The name ${host} leads nowhere (${reasonOf(error)}).`,
      'Correct PUBLIC_URL, or the name’s DNS entry.',
    );
  }
  if (!isServing) return ok(`${publicUrl} has an address. Latchkey is not running, so it was not asked for an answer.`);
  return ask(publicUrl);
}

async function ask(publicUrl: string): Promise<Finding> {
  const { ok, trouble } = about('address');
  try {
    const { status, body } = await get(new URL('/api/v1/installation', publicUrl));
    if (status === 421)
      return trouble(
        `${publicUrl} answers, but is asked under another name.`,
        'Let the proxy pass on the Host header as it came.',
      );
    if (status === 200 && 'set_up' in (JSON.parse(body) as object)) return ok(`${publicUrl} leads here.`);
    return trouble(
      `${publicUrl} answers with status ${status}: that is not this Latchkey.`,
      'Let the proxy or DNS lead to this server.',
    );
  } catch (error) {
    const remedy =
      'Check the proxy, the firewall and DNS. If only this machine can’t reach it from inside, that is well.';
    return trouble(`${publicUrl} does not answer as Latchkey (${reasonOf(error)}).`, remedy);
  }
}

// The certificate is looked at by a check of its own, so a self-made one is no obstacle here.
function get(url: URL): Promise<{ status: number; body: string }> {
  const options = { timeout: PATIENCE_MS, rejectUnauthorized: false, headers: { accept: 'application/json' } };
  return new Promise((resolve, reject) => {
    const begin = url.protocol === 'https:' ? requestSecure : requestPlain;
    const asking = begin(url, options, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (text: string) => {
        body = (body + text).slice(0, 10_000);
      });
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, body }));
      answer.once('error', reject);
    });
    asking.once('timeout', () => asking.destroy(new Error('no answer in five seconds')));
    asking.once('error', reject);
    asking.end();
  });
}
