import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { TAG_BYTES } from '@latchkey/wire/record';
import type { HostCrypto } from '@latchkey/wire/host-session';
import { CLIENT_IDENTIFIER, STRETCHING } from '@latchkey/wire/transcript';
import { client, ready, server } from '@serenity-kit/opaque';

/** The secret of a new computer's OPAQUE server, to be kept in a file that only the agent can read. The host key follows from it. */
export async function newServerSetup(): Promise<string> {
  await ready;
  return server.createSetup();
}

/** The cryptography of sessions with this computer's own OPAQUE server. Throws when the set-up is not one. */
export async function hostCrypto(serverSetup: string): Promise<HostCrypto> {
  await ready;
  return { hostKey: server.getPublicKey(serverSetup), ...logins(serverSetup), ...records };
}

function logins(serverSetup: string): Pick<HostCrypto, 'start' | 'finish' | 'recordOf' | 'register'> {
  return {
    start: ({ record, userIdentifier, serverIdentifier, request }) =>
      unlessMisshapen(() => {
        const login = server.startLogin({
          serverSetup,
          registrationRecord: record,
          startLoginRequest: request,
          userIdentifier,
          identifiers: identifiers(serverIdentifier),
        });
        return { state: login.serverLoginState, response: login.loginResponse };
      }),
    finish: ({ state, finish, serverIdentifier }) =>
      unlessMisshapen(() => {
        const login = { serverLoginState: state, finishLoginRequest: finish };
        const { sessionKey } = server.finishLogin({ ...login, identifiers: identifiers(serverIdentifier) });
        return Buffer.from(sessionKey, 'base64url');
      }),
    register: ({ userIdentifier, request }) =>
      unlessMisshapen(
        () =>
          server.createRegistrationResponse({ serverSetup, userIdentifier, registrationRequest: request })
            .registrationResponse,
      ),
    recordOf: ({ secret, purpose, userIdentifier, serverIdentifier }) => {
      const begun = client.startRegistration({ password: secret });
      const { registrationRequest, clientRegistrationState } = begun;
      const answer = server.createRegistrationResponse({ serverSetup, userIdentifier, registrationRequest });
      return client.finishRegistration({
        password: secret,
        clientRegistrationState,
        registrationResponse: answer.registrationResponse,
        identifiers: identifiers(serverIdentifier),
        keyStretching: { 'argon2id-custom': STRETCHING[purpose] },
      }).registrationRecord;
    },
  };
}

const records: Pick<HostCrypto, 'sha256' | 'hkdf' | 'seal' | 'open' | 'random'> = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  hkdf: (key, salt, info, length) => new Uint8Array(hkdfSync('sha256', key, salt, info, length)),
  seal(key, nonce, plain) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  },
  open(key, nonce, sealed) {
    if (sealed.length < TAG_BYTES) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const plain = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
    return unlessMisshapen(() => Buffer.concat([plain, decipher.final()]));
  },
  random: (length) => randomBytes(length),
};

function identifiers(serverIdentifier: string): { client: string; server: string } {
  return { client: CLIENT_IDENTIFIER, server: serverIdentifier };
}

// Both libraries throw at what does not fit, and say nothing that could be told on.
function unlessMisshapen<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
