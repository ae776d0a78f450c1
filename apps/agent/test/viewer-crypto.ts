import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import { TAG_BYTES } from '@latchkey/wire/record';
import { CLIENT_IDENTIFIER, type Purpose, STRETCHING } from '@latchkey/wire/transcript';
import type { ViewerCrypto } from '@latchkey/wire/viewer-session-driver';
import { client } from '@serenity-kit/opaque';

export type NodeCrypto = ViewerCrypto<Uint8Array>;

/** The viewer's cryptography in Node, apart from the agent's own. `as` says how a code is stretched: little, where there are many handshakes. */
export function nodeCrypto(as: Purpose): NodeCrypto {
  return { ...opaque(as), ...records };
}

function opaque(as: Purpose): Pick<NodeCrypto, 'start' | 'finish' | 'register' | 'record'> {
  const stretched = (purpose: Purpose) => ({ 'argon2id-custom': STRETCHING[purpose === 'code' ? as : purpose] });
  const identifiersOf = (server: string) => ({ client: CLIENT_IDENTIFIER, server });
  return {
    async start(password) {
      const begun = client.startLogin({ password });
      return { state: begun.clientLoginState, request: begun.startLoginRequest };
    },
    async finish({ state, secret, purpose, response, serverIdentifier }) {
      const login = { clientLoginState: state, loginResponse: response, password: secret };
      const how = { keyStretching: stretched(purpose), identifiers: identifiersOf(serverIdentifier) };
      try {
        const done = client.finishLogin({ ...login, ...how });
        const sessionKey = Buffer.from(done?.sessionKey ?? '', 'base64url');
        return done && { finish: done.finishLoginRequest, sessionKey, hostKey: done.serverStaticPublicKey };
      } catch {
        return undefined;
      }
    },
    async register(password) {
      const begun = client.startRegistration({ password });
      return { state: begun.clientRegistrationState, request: begun.registrationRequest };
    },
    async record({ state, code, response, serverIdentifier }) {
      const registration = { clientRegistrationState: state, registrationResponse: response, password: code };
      const how = { keyStretching: stretched('code'), identifiers: identifiersOf(serverIdentifier) };
      return client.finishRegistration({ ...registration, ...how }).registrationRecord;
    },
  };
}

const records: Pick<NodeCrypto, 'sha256' | 'hkdf' | 'keyOf' | 'seal' | 'open'> = {
  sha256: async (bytes) => createHash('sha256').update(bytes).digest(),
  hkdf: async (key, salt, info, length) => new Uint8Array(hkdfSync('sha256', key, salt, info, length)),
  keyOf: async (bytes) => bytes,
  async seal(key, nonce, plain) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  },
  async open(key, nonce, sealed) {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
    } catch {
      return undefined;
    }
  },
};
