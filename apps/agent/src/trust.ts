import { createHash, type X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, type ConnectionOptions } from 'node:tls';

const ANSWERS_WITHIN_MS = 15_000;

/** A server that is not whom the enrolment line named. */
export class NotTrusted extends Error {
  override name = 'NotTrusted';
}

/** What a connection to the server must check: the usual certificate authorities, or exactly the certificate of the pinned key. */
export type Trust = Pick<ConnectionOptions, 'ca' | 'checkServerIdentity'>;

/**
 * How to know the server. Without a pin: as every program does. With the pin of a self-made certificate (base64 of the SHA-256 of
 * its public key, RFC 7469): the server is asked for its certificate, nothing is sent, and only a certificate of that very key is
 * trusted afterwards. TLS is never unverified. @throws NotTrusted when the key is another
 */
export async function trustOf(origin: string, pin: string | undefined): Promise<Trust> {
  const url = new URL(origin);
  if (pin === undefined || (url.protocol !== 'https:' && url.protocol !== 'wss:')) return {};
  const certificate = await certificateOf(url);
  // Written down it is base64url, in the enrolment line base64: both decode alike.
  if (!Buffer.from(pin, 'base64').equals(Buffer.from(pinOf(certificate), 'base64')))
    throw new NotTrusted(
      `The server at ${url.host} has another key than the one in the enrolment line. Ask who runs it.`,
    );
  return { ca: certificate.toString(), checkServerIdentity: () => undefined };
}

/** The pin of a certificate: base64 of the SHA-256 of its public key as SubjectPublicKeyInfo. */
export function pinOf(certificate: X509Certificate): string {
  return createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}

/** Looks at the certificate and hangs up; nobody is believed here. */
function certificateOf(url: URL): Promise<X509Certificate> {
  return new Promise((resolve, reject) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    // Only looked at: what it shows is compared with the pin before anything is said to anybody.
    const named = isIP(host) ? {} : { servername: host };
    const socket = connect({ host, port: Number(url.port || 443), ...named, rejectUnauthorized: false });
    socket.setTimeout(ANSWERS_WITHIN_MS, () => socket.destroy(new Error(`${url.host} does not answer`)));
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate();
      socket.destroy();
      if (certificate) resolve(certificate);
      else reject(new NotTrusted(`${url.host} shows no certificate.`));
    });
  });
}
