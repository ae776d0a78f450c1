import {
  challengeShape,
  factsShape,
  type Facts,
  helloRefusedShape,
  helloShape,
  ownerShape,
  welcomeShape,
} from './hello.ts';
import {
  bytes,
  flag,
  type Heard,
  line,
  list,
  misshapen,
  nullable,
  object,
  oneOf,
  readMessage,
  type Shape,
  type Shaped,
  token,
  uuid,
  whole,
} from './link-shape.ts';

/** Why a session is over, as the server says it to the agent. */
export const serverEndings = [
  'ended',
  'revoked',
  'suspended',
  'removed',
  'signed-out',
  'left',
  'idle',
  'host-ended',
  'replaced',
] as const;
/** Why a session is over, as the agent says it: the server's words, and what only the host can tell. */
export const agentEndings = [...serverEndings, 'lost', 'unopened', 'no-screen', 'fault'] as const;
/** Why a host does not begin a session. `unlisted`: told to dial an origin that was not named at enrolment. */
export const sessionRefusals = ['locked', 'busy', 'no-code', 'capped', 'no-screen', 'quarantined', 'unlisted'] as const;

export type ServerEnding = (typeof serverEndings)[number];
export type AgentEnding = (typeof agentEndings)[number];
export type SessionRefusal = (typeof sessionRefusals)[number];

/** So many grants stand in one message; more come in further ones. */
export const MAX_GRANTS_PER_MESSAGE = 1_000;
const MAX_URL = 2_048;
const TICKET_BYTES = 32;

const rights = object({ control: flag, clipboard_in: flag, clipboard_out: flag });
const way = { session_id: uuid, url: token(MAX_URL), ticket: bytes(TICKET_BYTES) };

const session = object({
  t: oneOf('session'),
  ...way,
  person_id: uuid,
  person_name: line,
  member_id: uuid,
  grant_id: uuid,
  cred_id: nullable(uuid),
  is_owner: flag,
  rights,
  idle_ms: nullable(whole(1)),
});
const rejoin = object({ t: oneOf('rejoin'), ...way });
const end = object({ t: oneOf('end'), session_id: uuid, reason: oneOf(...serverEndings) });
const grants = object({
  t: oneOf('grants'),
  revision: whole(0),
  base_cred_id: nullable(uuid),
  items: list(object({ grant_id: uuid, person_id: uuid, cred_id: nullable(uuid) }), MAX_GRANTS_PER_MESSAGE),
  is_last: flag,
});
const unlock = object({ t: oneOf('unlock'), lock_id: uuid });
const settings = object({ t: oneOf('settings'), lock_only_person: flag });
const owner = object({ t: oneOf('owner'), owner: ownerShape });
const approved = object({ t: oneOf('approved') });
const renamed = object({ t: oneOf('renamed'), name: line });
const removed = object({ t: oneOf('removed') });

/** What a server says once it has said welcome. */
export type ServerMessage =
  | Shaped<typeof session>
  | Shaped<typeof rejoin>
  | Shaped<typeof end>
  | Shaped<typeof grants>
  | Shaped<typeof unlock>
  | Shaped<typeof settings>
  | Shaped<typeof owner>
  | Shaped<typeof approved>
  | Shaped<typeof renamed>
  | Shaped<typeof removed>;

/** Everything a server says on a control socket. */
export type FromServer =
  | ServerMessage
  | Shaped<typeof challengeShape>
  | Shaped<typeof welcomeShape>
  | Shaped<typeof helloRefusedShape>;

const grant = object({ t: oneOf('grant'), session_id: nullable(uuid), grant_id: uuid, cred_id: uuid });
const acknowledged = object({ t: oneOf('acknowledged'), revision: whole(0) });
const refused = object({ t: oneOf('refused'), session_id: uuid, code: oneOf(...sessionRefusals) });
const opened = object({ t: oneOf('opened'), session_id: uuid });
const ended = object({ t: oneOf('ended'), session_id: uuid, reason: oneOf(...agentEndings) });
const failed = object({ t: oneOf('failed'), session_id: uuid, person_id: uuid, fails: whole(1, 1_000) });
const locked = object({ t: oneOf('locked'), lock_id: uuid, person_id: uuid, session_id: uuid, is_personal: flag });
const unlocked = object({ t: oneOf('unlocked'), lock_id: uuid });

/** What an agent says once it is welcome. Its facts go by `link.ts` alone. */
export type AgentMessage =
  | Shaped<typeof grant>
  | Shaped<typeof acknowledged>
  | Shaped<typeof refused>
  | Shaped<typeof opened>
  | Shaped<typeof ended>
  | Shaped<typeof failed>
  | Shaped<typeof locked>
  | Shaped<typeof unlocked>;

/** Everything an agent says on a control socket. */
export type FromAgent = AgentMessage | Shaped<typeof helloShape> | ({ t: 'facts' } & Facts);

// The fields of facts stand beside `t`, as they do in hello under `facts`.
const facts: Shape<{ t: 'facts' } & Facts> = (value) => {
  const read = factsShape(value);
  return read === misshapen ? misshapen : { t: 'facts', ...read };
};

const fromServer: ReadonlyMap<string, Shape<FromServer>> = new Map<string, Shape<FromServer>>([
  ['challenge', challengeShape],
  ['welcome', welcomeShape],
  ['refused', helloRefusedShape],
  ['session', session],
  ['rejoin', rejoin],
  ['end', end],
  ['grants', grants],
  ['unlock', unlock],
  ['settings', settings],
  ['owner', owner],
  ['approved', approved],
  ['renamed', renamed],
  ['removed', removed],
]);

const fromAgent: ReadonlyMap<string, Shape<FromAgent>> = new Map<string, Shape<FromAgent>>([
  ['hello', helloShape],
  ['facts', facts],
  ['grant', grant],
  ['acknowledged', acknowledged],
  ['refused', refused],
  ['opened', opened],
  ['ended', ended],
  ['failed', failed],
  ['locked', locked],
  ['unlocked', unlocked],
]);

/** Reads a text message of a server. Never throws; the fields are built anew, so nothing that is not named here comes through. */
export function parseFromServer(text: string): Heard<FromServer> {
  return readMessage(text, fromServer);
}

/** Reads a text message of an agent, as strictly. */
export function parseFromAgent(text: string): Heard<FromAgent> {
  return readMessage(text, fromAgent);
}

/** A message as it is sent, in either direction. */
export function writeMessage(message: FromServer | FromAgent): string {
  return JSON.stringify(message);
}

/**
 * Whether an agent may dial this: a WebSocket address at one of the origins named at enrolment (`https://host` allows `wss://host/…`,
 * `http://` only `ws://`), with a plain path and no user, query or fragment.
 */
export function mayDial(url: string, origins: readonly string[]): boolean {
  const found = /^ws(s?):\/\/([a-z0-9.:[\]-]+)\/[A-Za-z0-9._~/-]*$/.exec(url);
  return found !== null && origins.includes(`http${found[1] ?? ''}://${found[2] ?? ''}`);
}
