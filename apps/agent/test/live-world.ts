import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hex } from '@latchkey/wire/bytes';
import type { ServerMessage } from '@latchkey/wire/link-messages';
import { hostCrypto, newServerSetup } from '../src/code/crypto.ts';
import { setCode } from '../src/code/store-codes.ts';
import { createStore, openStore } from '../src/code/store.ts';
import { type Agent, startAgent } from '../src/run.ts';
import { nodeCrypto } from './viewer-crypto.ts';
import { type NodeViewer, type NodeViewerOptions, openViewer, until } from './node-viewer.ts';
import { type SmallServer, smallServer } from './small-server.ts';
import { type ToyScreen, toyScreen } from './toy-screen.ts';

const CODE = 'correct horse battery';
const RIGHTS = { control: true, clipboard_in: true, clipboard_out: true };

type Invited = Extract<ServerMessage, { t: 'session' }>;
export type Asked = Partial<Pick<Invited, 'person_id' | 'grant_id' | 'rights' | 'idle_ms' | 'session_id'>> & {
  code?: string;
  pinned?: string;
};

/** An agent in this process with its own folder, a screen and a small server, on real sockets. */
export type LiveAgent = {
  server: SmallServer;
  screen: ToyScreen;
  state: string;
  log: string[];
  agent: () => Agent;
  /** Somebody connects: a person, grant and session of their own if not given. */
  connect: (
    asked?: Asked,
    options?: NodeViewerOptions,
  ) => NodeViewer & { about: Required<Pick<Invited, 'session_id' | 'person_id' | 'grant_id'>> };
  /** Stops the agent and starts it on the same state. */
  restart: () => Promise<void>;
  stop: () => Promise<void>;
};

/** Starts everything. The code is stretched little, so that there can be many handshakes. */
export async function liveAgent(): Promise<LiveAgent> {
  const server = await smallServer();
  const folder = mkdtempSync(join(tmpdir(), 'lk-live-'));
  chmodSync(folder, 0o755);
  const state = join(folder, 'state');
  const setup = await newServerSetup();
  const computer_id = randomUUID();
  const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' });
  const at = { public_url: server.url, origins: [server.url], tls_pin: null };
  const keys = { device_key: key.toString('base64url'), opaque_setup: setup };
  await createStore(state, { computer_id, account: 'Acme', ...at, ...keys }, null);
  await setBaseCode(state, setup);
  const screen = await toyScreen();
  const log: string[] = [];
  const start = async (): Promise<Agent> => {
    const begun = await startAgent({ state, version: '0.0.0', source: screen, log: (line) => void log.push(line) });
    await until(() => server.isUp() && begun.isUp(), 'the agent is welcome');
    return begun;
  };
  let agent = await start();
  return {
    server,
    screen,
    state,
    log,
    agent: () => agent,
    connect: (asked, options) => connectTo(server, computer_id, asked, options),
    async restart() {
      await agent.stop();
      agent = await start();
    },
    async stop() {
      await agent.stop();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function setBaseCode(state: string, setup: string): Promise<void> {
  const crypto = await hostCrypto(setup);
  const serverIdentifier = hex(crypto.sha256(Buffer.from(crypto.hostKey, 'base64url')));
  const cred_id = randomUUID();
  const record = crypto.recordOf({ secret: CODE, purpose: 'resume', userIdentifier: cred_id, serverIdentifier });
  const store = await openStore(state, () => undefined);
  await setCode(store, null, { cred_id, record });
  await store.close();
}

function connectTo(server: SmallServer, computer_id: string, asked: Asked = {}, options: NodeViewerOptions = {}) {
  const { code = CODE, pinned, rights = RIGHTS, idle_ms = null } = asked;
  const about = {
    session_id: asked.session_id ?? randomUUID(),
    person_id: asked.person_id ?? randomUUID(),
    grant_id: asked.grant_id ?? randomUUID(),
  };
  const { session_id } = about;
  const person = { person_name: 'Ann', member_id: randomUUID(), cred_id: null, is_owner: false };
  const way = async (isFirst: boolean) =>
    server.way((here) =>
      isFirst ? { t: 'session', ...about, ...person, rights, idle_ms, ...here } : { t: 'rejoin', session_id, ...here },
    );
  const viewer = openViewer({ ...about, computer_id, code, pinned }, way, { crypto: nodeCrypto('resume'), ...options });
  return { ...viewer, about };
}
