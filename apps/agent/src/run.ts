import { unreportedGrants } from '@latchkey/wire/codes';
import type { AttemptEvent } from '@latchkey/wire/attempts';
import type { Welcome } from '@latchkey/wire/hello';
import type { AgentMessage, ServerMessage } from '@latchkey/wire/link-messages';
import { hostCrypto } from './code/crypto.ts';
import { keepLockScope, unlockAttempts } from './code/store-attempts.ts';
import { keepGrants, keepOwner } from './code/store-codes.ts';
import { openStore, removeStore, type Store } from './code/store.ts';
import { bootIdOf, factsOf } from './facts.ts';
import type { Host } from './host.ts';
import { type LinkEvents, type RunningLink, startLink } from './link.ts';
import type { ScreenSource } from './screen/source.ts';
import { keepSessions, type Sessions } from './sessions.ts';
import { trustOf } from './trust.ts';

const LOOKS_EVERY_MS = 5_000;

export type AgentOptions = { state: string; version: string; source: ScreenSource; log: (line: string) => void };

type Ending = 'stopped' | 'removed';

/** An agent that runs. `ended` is `removed` when this computer was taken out of its account, and everything it knew is forgotten. */
export type Agent = {
  store: Store;
  sessions: Sessions;
  isUp: () => boolean;
  /** Something the server should know has changed: a code was set here, say. */
  changed: () => void;
  ended: Promise<Ending>;
  stop: () => Promise<void>;
};

/** Starts the agent on its state and keeps it in touch with its server until stopped. @throws StoreTrouble when the state is none */
export async function startAgent({ state, version, source, log }: AgentOptions): Promise<Agent> {
  const outgoing = outgoingOf();
  const store = await openStore(state, (event) => outgoing.say(messageOf(event)));
  const { identity } = store;
  const crypto = await hostCrypto(identity.opaque_setup);
  const trust = () => trustOf(identity.public_url, identity.tls_pin ?? undefined);
  const host: Host = { store, crypto, source, trust, say: outgoing.say, doubt: () => outgoing.link?.doubt(), log };
  const facts = () => factsOf(store, source, { version, problem: undefined });
  const changed = (): void => outgoing.link?.facts(facts());
  const sessions = keepSessions(host, changed);
  const ending = Promise.withResolvers<Ending>();
  const looking = setInterval(changed, LOOKS_EVERY_MS);
  let isOver = false;
  const finish = async (why: Ending): Promise<void> => {
    if (isOver) return;
    isOver = true;
    clearInterval(looking);
    sessions.endAll(why === 'removed' ? 'removed' : 'host-ended');
    sessions.stop();
    outgoing.link?.stop();
    await source.stop();
    // A full disk must not keep the agent from ending: what was answered is on it already.
    await store.close().catch(failed(log));
    if (why === 'removed') await removeStore(state);
    ending.resolve(why);
  };
  const events = linkEvents(host, sessions, { changed, removed: () => void finish('removed').catch(failed(log)) });
  const isAwaited = (): boolean => sessions.present().length > 0;
  const link = startLink({ store, bootId: bootIdOf(), facts: facts(), trust, isAwaited, events });
  outgoing.attach(link);
  const told = (): void => {
    changed();
    reportGrants(host);
  };
  return { store, sessions, isUp: link.isUp, changed: told, ended: ending.promise, stop: () => finish('stopped') };
}

/** What is said before there is a link waits for it: attempts found pending at the start, say. */
function outgoingOf() {
  const early: AgentMessage[] = [];
  const outgoing = {
    link: undefined as RunningLink | undefined,
    say: (message: AgentMessage): void => (outgoing.link ? outgoing.link.say(message) : void early.push(message)),
    attach(link: RunningLink): void {
      outgoing.link = link;
      for (const message of early) link.say(message);
    },
  };
  return outgoing;
}

function linkEvents(host: Host, sessions: Sessions, then: { changed: () => void; removed: () => void }): LinkEvents {
  const { log } = host;
  return {
    welcome(welcome) {
      log('In touch with the server.');
      void settle(host, welcome).then(then.changed, failed(log));
    },
    message(message) {
      if (message.t === 'removed') then.removed();
      else void obey(host, sessions, message).then(then.changed, failed(log));
    },
    refused(code) {
      log(`The server refuses this computer: ${code}.`);
      if (code === 'removed') then.removed();
    },
    lost: (why) => log(`The server is out of reach: ${why}.`),
  };
}

function failed(log: (line: string) => void): (error: unknown) => void {
  return (error) => log(String(error));
}

function messageOf(event: AttemptEvent) {
  if (event.t === 'failed') return event;
  const { lock_id, person_id, session_id, is_personal } = event.lock;
  return { t: 'locked', lock_id, person_id, session_id, is_personal } as const;
}

/** What the server says at its welcome is the state of now: owner, setting, locks that were lifted while this machine was away. */
async function settle(host: Host, welcome: Welcome): Promise<void> {
  const { store } = host;
  await keepOwner(store, welcome.owner);
  await keepLockScope(store, welcome.lock_only_person);
  for (const lockId of welcome.locks_cleared) await unlocked(host, lockId);
  reportGrants(host);
  host.say({ t: 'acknowledged', revision: store.state().codes.revision });
}

function reportGrants({ store, say }: Host): void {
  for (const { grant_id, cred_id } of unreportedGrants(store.state().codes))
    say({ t: 'grant', session_id: null, grant_id, cred_id });
}

async function obey(host: Host, sessions: Sessions, message: Exclude<ServerMessage, { t: 'removed' }>): Promise<void> {
  switch (message.t) {
    case 'session':
      return sessions.begin(message);
    case 'rejoin':
      return sessions.rejoin(message);
    case 'end':
      return sessions.end(message.session_id, message.reason);
    case 'grants':
      return takeGrants(host, sessions, message);
    case 'unlock':
      return unlocked(host, message.lock_id);
    case 'settings':
      return keepLockScope(host.store, message.lock_only_person);
    case 'owner':
      return keepOwner(host.store, message.owner);
    case 'approved':
    case 'renamed':
      return undefined;
  }
}

async function takeGrants(
  host: Host,
  sessions: Sessions,
  news: Extract<ServerMessage, { t: 'grants' }>,
): Promise<void> {
  const ended = await keepGrants(host.store, news);
  sessions.endOfGrants(ended);
  if (news.is_last) host.say({ t: 'acknowledged', revision: news.revision });
}

async function unlocked(host: Host, lockId: string): Promise<void> {
  await unlockAttempts(host.store, lockId);
  host.say({ t: 'unlocked', lock_id: lockId });
}
