import type { Links } from '@latchkey/contract/operator';
import type { AgentOffer } from './agent-offer.ts';
import type { Db } from './db.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { PasswordKit } from './passwords.ts';
import type { Secrets } from './secrets.ts';

/** What every handler may use besides its transaction. */
export type Kit = {
  db: Db;
  secrets: Secrets;
  passwords: PasswordKit;
  log: Log;
  metrics: Metrics;
  /** The address people open; every link comes from it, never from a request. */
  publicUrl: string;
  version: string;
  /** This server among those that run on one database, and where agents and viewers dial it. */
  node: { id: string; url: string };
  limits: { invitationsPerDay: number; mailsPerRecipientPerDay: number };
  /** The mail server set in the environment, which outranks the one set on the screen. */
  mail: { smtpUrl: string | undefined; mailFrom: string | undefined };
  /** Whether anybody may open an account of their own. */
  signUp: boolean;
  /** The operator's own pages. */
  links: Links;
  /** The agent for download; a server that hands out none has nothing here. */
  agent?: AgentOffer;
};
