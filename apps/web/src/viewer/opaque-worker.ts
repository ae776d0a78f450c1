import { CLIENT_IDENTIFIER, STRETCHING, type Purpose } from '@latchkey/wire/transcript';
import { client, ready } from '@serenity-kit/opaque';

/** What the page asks of the worker that runs OPAQUE: stretching a code takes a good part of a second and would freeze the picture. */
export type OpaqueJob =
  | { do: 'start'; secret: string }
  | { do: 'finish'; state: string; secret: string; purpose: Purpose; response: string; serverIdentifier: string }
  | { do: 'register'; code: string }
  | { do: 'record'; state: string; code: string; response: string; serverIdentifier: string };

export type OpaqueResult = {
  start: { state: string; request: string };
  /** Undefined: the answer does not fit the secret, or is no answer. */
  finish: { finish: string; sessionKey: string; hostKey: string } | undefined;
  register: { state: string; request: string };
  record: string;
};

/** One step of OPAQUE as its client. Throws when the library does not load, or when a registration is misshapen. */
async function run(job: OpaqueJob): Promise<OpaqueResult[OpaqueJob['do']]> {
  await ready;
  switch (job.do) {
    case 'start': {
      const begun = client.startLogin({ password: job.secret });
      return { state: begun.clientLoginState, request: begun.startLoginRequest };
    }
    case 'finish':
      return finish(job);
    case 'register': {
      const begun = client.startRegistration({ password: job.code });
      return { state: begun.clientRegistrationState, request: begun.registrationRequest };
    }
    case 'record':
      return client.finishRegistration({
        password: job.code,
        clientRegistrationState: job.state,
        registrationResponse: job.response,
        identifiers: { client: CLIENT_IDENTIFIER, server: job.serverIdentifier },
        keyStretching: { 'argon2id-custom': STRETCHING.code },
      }).registrationRecord;
  }
}

function finish(job: Extract<OpaqueJob, { do: 'finish' }>): OpaqueResult['finish'] {
  try {
    const done = client.finishLogin({
      password: job.secret,
      clientLoginState: job.state,
      loginResponse: job.response,
      identifiers: { client: CLIENT_IDENTIFIER, server: job.serverIdentifier },
      keyStretching: { 'argon2id-custom': STRETCHING[job.purpose] },
    });
    return (
      done && { finish: done.finishLoginRequest, sessionKey: done.sessionKey, hostKey: done.serverStaticPublicKey }
    );
  } catch {
    // An answer that is not OPAQUE's.
    return undefined;
  }
}

addEventListener('message', ({ data }: MessageEvent<{ id: number; job: OpaqueJob }>) => {
  const { id, job } = data;
  run(job).then(
    (result) => postMessage({ id, result }),
    (error: unknown) => postMessage({ id, fault: String(error) }),
  );
});
