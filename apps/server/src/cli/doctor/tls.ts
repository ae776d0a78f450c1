import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import type { Config } from '../../config.ts';
import { openCredentials, type TlsMode, tlsMode } from '../../kit/tls.ts';
import { about, type Finding, reasonOf } from './finding.ts';

const DAY_MS = 86_400_000;
const SOON_DAYS = 21;
const PATIENCE_MS = 5_000;

/** Whether people’s browsers will accept the certificate, now and in the coming weeks. Makes no certificate. */
export async function checkTls(config: Config, now: Date, isServing: boolean): Promise<Finding> {
  const { ok, trouble } = about('tls');
  try {
    const mode = tlsMode(config);
    if (mode.mode === 'plain') return ok('Plain http, which is for this machine only.');
    if (mode.mode === 'own') return checkOwn(mode, now);
    if (mode.mode === 'files') return checkFiles(mode, now);
    return isServing
      ? await checkServed(config.publicUrl, now)
      : ok('The proxy ends TLS; it is looked at while Latchkey runs.');
  } catch (error) {
    return trouble(reasonOf(error), 'Correct the settings named here; npm start -- --help explains them.');
  }
}

function checkOwn(mode: Extract<TlsMode, { mode: 'own' }>, now: Date): Finding {
  const { ok, warning } = about('tls');
  if (!existsSync(join(mode.folder, 'cert.pem'))) return ok('The first start makes a certificate of its own.');
  const { fingerprint } = openCredentials(mode, now);
  const remedy = 'Set TLS_CERT and TLS_KEY, or a proxy, to spare people their browser’s warning.';
  return warning(`A certificate of its own is in use (SHA-256 ${fingerprint}).`, remedy);
}

function checkFiles(mode: Extract<TlsMode, { mode: 'files' }>, now: Date): Finding {
  const { expires, warnings } = openCredentials(mode, now);
  if (warnings.length > 0)
    return about('tls').trouble(
      warnings.join(' '),
      'Put a valid certificate for that name in its place; it is read at once.',
    );
  return untilWhen(expires, now);
}

function untilWhen(expires: Date, now: Date): Finding {
  const { ok, warning, trouble } = about('tls');
  const days = Math.floor((expires.getTime() - now.getTime()) / DAY_MS);
  const says = `The certificate is valid until ${expires.toISOString().slice(0, 10)} (${days} days).`;
  if (days < 0) return trouble(`The certificate has expired on ${expires.toISOString().slice(0, 10)}.`, 'Renew it.');
  return days < SOON_DAYS ? warning(says, 'Renew it now, and see why that does not happen by itself.') : ok(says);
}

/** The certificate that the proxy shows for the public address. */
async function checkServed(publicUrl: string, now: Date): Promise<Finding> {
  const url = new URL(publicUrl);
  const { expires, problem } = await shown(url.hostname.replaceAll(/^\[|\]$/g, ''), Number(url.port || 443));
  if (problem !== undefined)
    return about('tls').trouble(
      `Browsers refuse the certificate of ${publicUrl} (${problem}).`,
      'Correct the certificate at the proxy.',
    );
  return untilWhen(expires, now);
}

function shown(host: string, port: number): Promise<{ expires: Date; problem: string | undefined }> {
  return new Promise((resolve, reject) => {
    const servername = /^[\d.:]+$/.test(host) ? '' : host;
    const socket = connect({ host, port, servername, rejectUnauthorized: false, timeout: PATIENCE_MS }, () => {
      const problem = socket.authorized ? undefined : String(socket.authorizationError);
      resolve({ expires: new Date(socket.getPeerCertificate().valid_to), problem });
      socket.destroy();
    });
    socket.once('timeout', () => socket.destroy(new Error('no answer in five seconds')));
    socket.once('error', reject);
  });
}
