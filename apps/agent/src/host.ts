import type { AgentMessage } from '@latchkey/wire/link-messages';
import type { HostCrypto } from '@latchkey/wire/host-session';
import type { Store } from './code/store.ts';
import type { ScreenSource } from './screen/source.ts';
import type { Trust } from './trust.ts';

/** What everything in a running agent works with. */
export type Host = {
  store: Store;
  crypto: HostCrypto;
  source: ScreenSource;
  /** How to know the server before anything is said to it. */
  trust: () => Promise<Trust>;
  /** Tells the server, now or once it listens again. */
  say: (message: AgentMessage) => void;
  /** The way to the server broke somewhere: the control socket is looked after. */
  doubt: () => void;
  /** Says to whoever keeps the log of this machine; never a code, a key or a ticket. */
  log: (line: string) => void;
};
