import { bytesOf, utf8 } from '@latchkey/wire/bytes';
import type { ViewerCrypto } from '@latchkey/wire/viewer-session-driver';
import type { OpaqueJob, OpaqueResult } from './opaque-worker.ts';

/** The cryptography of a page's sessions. `close` ends its worker. */
export type BrowserCrypto = ViewerCrypto<CryptoKey> & { close: () => void };

/** Runs one step of OPAQUE; rejects when this browser cannot. */
export type RunOpaque = <Job extends OpaqueJob>(job: Job) => Promise<OpaqueResult[Job['do']]>;

/** OPAQUE in a worker of its own, everything else by WebCrypto. Needs a secure context (https, or localhost). */
export function browserCrypto(): BrowserCrypto {
  const { run, close } = opaqueWorker();
  return { ...webCrypto, ...opaqueBy(run), close };
}

/** The OPAQUE of a session on top of whatever runs its steps. */
export function opaqueBy(run: RunOpaque): Pick<ViewerCrypto<CryptoKey>, 'start' | 'finish' | 'register' | 'record'> {
  return {
    start: (secret) => run({ do: 'start', secret }),
    async finish(login) {
      const done = await run({ do: 'finish', ...login });
      const sessionKey = done && bytesOf(done.sessionKey);
      return done && sessionKey && { finish: done.finish, hostKey: done.hostKey, sessionKey };
    },
    register: (code) => run({ do: 'register', code }),
    record: (registration) => run({ do: 'record', ...registration }),
  };
}

/** Hashes, keys and records by WebCrypto, with keys that no script can read. */
export const webCrypto: Omit<ViewerCrypto<CryptoKey>, 'start' | 'finish' | 'register' | 'record'> = {
  sha256: async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', own(bytes))),
  async hkdf(key, salt, info, length) {
    const material = await crypto.subtle.importKey('raw', own(key), 'HKDF', false, ['deriveBits']);
    const how = { name: 'HKDF', hash: 'SHA-256', salt: own(salt), info: own(utf8(info)) };
    return new Uint8Array(await crypto.subtle.deriveBits(how, material, length * 8));
  },
  keyOf: (bytes) => crypto.subtle.importKey('raw', own(bytes), 'AES-GCM', false, ['encrypt', 'decrypt']),
  seal: async (key, nonce, plain) =>
    new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: own(nonce) }, key, own(plain))),
  async open(key, nonce, sealed) {
    try {
      return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: own(nonce) }, key, own(sealed)));
    } catch {
      // The only thing that WebCrypto says about a record that was altered.
      return undefined;
    }
  },
};

// Nothing here lies in memory that is shared between threads, which the types cannot know.
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}

const NOT_RUNNING = 'the worker of OPAQUE does not run';

type Reply = { id: number; result?: never; fault?: string };
type Asked = { resolve: (result: never) => void; reject: (error: Error) => void };

let ahead: Worker | undefined;

/** Loads OPAQUE before it is needed; one that does not load is tried anew then. */
export function warmUpCrypto(): void {
  if (ahead) return;
  const worker = newWorker();
  ahead = worker;
  worker.addEventListener('error', () => {
    if (ahead === worker) ahead = undefined;
  });
}

function newWorker(): Worker {
  return new Worker(new URL('./opaque-worker.ts', import.meta.url), { type: 'module' });
}

function opaqueWorker(): { run: RunOpaque; close: () => void } {
  const worker = ahead ?? newWorker();
  ahead = undefined;
  const asked = new Map<number, Asked>();
  let ids = 0;
  let isBroken = false;
  const fail = (): void => {
    isBroken = true;
    for (const { reject } of asked.values()) reject(new Error(NOT_RUNNING));
    asked.clear();
  };
  worker.addEventListener('error', fail);
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    const { resolve, reject } = asked.get(data.id) ?? {};
    asked.delete(data.id);
    if (data.fault === undefined) resolve?.(data.result as never);
    else reject?.(new Error(data.fault));
  });
  const run: RunOpaque = (job) =>
    new Promise((resolve, reject) => {
      if (isBroken) return reject(new Error(NOT_RUNNING));
      asked.set(++ids, { resolve, reject });
      // The list of what is handed over is empty.
      worker.postMessage({ id: ids, job }, []);
    });
  const close = (): void => {
    worker.terminate();
    fail();
  };
  return { run, close };
}
