import assert from 'node:assert/strict';
import { hex } from '@latchkey/wire/bytes';
import { baseOf } from '@latchkey/wire/codes';
import { CLIENT_IDENTIFIER, STRETCHING } from '@latchkey/wire/transcript';
import { client } from '@serenity-kit/opaque';
import { hostCrypto } from '../src/code/crypto.ts';
import { openStore } from '../src/code/store.ts';

/** Whether a code is the base code of an agent that does not run, found out as a viewer would. */
export async function opensBase(state: string, password: string): Promise<boolean> {
  const store = await openStore(state, () => undefined);
  try {
    const crypto = await hostCrypto(store.identity.opaque_setup);
    const { record, cred_id } = baseOf(store.state().codes) ?? assert.fail('no base code');
    const serverIdentifier = hex(crypto.sha256(Buffer.from(crypto.hostKey, 'base64url')));
    const { clientLoginState, startLoginRequest: request } = client.startLogin({ password });
    const answer = crypto.start({ record, userIdentifier: cred_id, serverIdentifier, request });
    const login = {
      password,
      clientLoginState,
      loginResponse: answer?.response ?? assert.fail('no answer'),
      identifiers: { client: CLIENT_IDENTIFIER, server: serverIdentifier },
      keyStretching: { 'argon2id-custom': STRETCHING.code },
    } as const;
    return client.finishLogin(login) !== undefined;
  } finally {
    await store.close();
  }
}
