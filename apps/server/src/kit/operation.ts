import type { Body, Operation, Params, Query, Reply } from '@latchkey/contract/operation';
import type { Language } from '@latchkey/domain/language';
import type { Limits } from '@latchkey/domain/limited';
import type { Refusal } from '@latchkey/domain/refusal';
import type { Permission, Role } from '@latchkey/domain/role';
import type { Consequence } from './consequences.ts';
import type { Kit } from './kit.ts';
import type { Tx } from './db.ts';

/** Who is signed in. */
export type Person = {
  sign_in_id: string;
  person_id: string;
  email: string;
  name: string;
  language: Language;
  time_zone: string | null;
  is_operator: boolean;
  /** When they last proved their password in this sign-in. */
  proved_at: Date;
  /** The hash of the sign-in's token: the proof that definer functions ask for. */
  token: Buffer;
};

/** Who acts in the account of the path: its active member, signed in, or through an API token or a job of theirs. */
export type Member = {
  account_id: string;
  member_id: string;
  person_id: string;
  email: string;
  name: string;
  role: Role;
  /** What they may do in the whole account in this call: what they hold from wherever (G2), or fewer where a token was given fewer. */
  permissions: readonly Permission[];
  /** What they may do inside chosen groups only; nothing where they have no limited role (G5). */
  limits?: Limits;
  /** The API token that acts for them; nothing when they act themselves. */
  token_id?: string;
};

type MeOf<O extends Operation> = O['scope'] extends 'account'
  ? Member
  : O['scope'] extends 'public'
    ? Person | undefined
    : Person;

/** What is known of the request itself, whoever sends it. */
export type Asked = {
  request_id: string;
  address: string;
  user_agent: string;
  language: Language;
  /** The hash of the sign-in token in the cookie, if there is one. */
  token: Buffer | undefined;
  /** The hash of the device cookie of a browser that signed in before, if there is one. */
  browser: Buffer | undefined;
  /** The hash of an API token; a call that carries one is nobody's sign-in, whatever its cookies say. */
  bearer: Buffer | undefined;
  idempotency_key: string | undefined;
};

/** Cookies that a reply sets or clears; the values are the tokens in clear, seen nowhere else. */
export type Cookies = { sign_in?: string | null; browser?: string };

/** What an audit row says besides what the kit derives: the state before and after, personal values, more targets. */
export type Note = {
  before?: object;
  after?: object;
  personal?: object;
  targets?: string[];
  /** Nothing was changed, so nothing is to be told. */
  unchanged?: true;
};

type Common<O extends Operation> = { kit: Kit; asked: Asked; me: MeOf<O>; params: Params<O>; query: Query<O> };
type Inside = { tx: Tx; now: Date };

export type ReadContext<O extends Operation> = Common<O> & Inside;
export type WriteContext<O extends Operation> = Common<O> &
  Inside & { body: Body<O>; note: (note: Note) => void; cookies: Cookies };
export type StepsContext<O extends Operation> = Common<O> & { body: Body<O>; cookies: Cookies };

type Item<O extends Operation> = Body<O> extends { items: (infer I)[] } ? I : never;
type Line<O extends Operation> =
  Reply<O> extends { results: (infer L)[] } ? (L extends { result: infer R } ? R : never) : never;
export type ItemContext<O extends Operation> = Omit<WriteContext<O>, 'body' | 'cookies'> & { item: Item<O> };
export type ItemsContext<O extends Operation> = Omit<ItemContext<O>, 'item' | 'note'> & { items: readonly Item<O>[] };
/** What came of one of the items, and what its audit row says besides. */
export type Handled<T = unknown> = { answer: T | Refusal; note?: Note };

type Answer<T> = Promise<T | Refusal>;

/** An operation bound to its handler: what http.ts serves. The handler's type is forgotten here and kept by the functions below. */
export type Binding = {
  operation: Operation;
  kind: 'read' | 'write' | 'bulk' | 'steps';
  handle: (context: never) => Promise<unknown>;
  preview?: Preview;
};

/** What a dry run says of an act whose items name neither members nor computers: looks before it, and gives what looks after it. */
export type Preview = (of: { tx: Tx; me: Member; items: readonly object[] }) => Promise<() => Promise<Consequence[]>>;

/** Binds an operation that only reads: one read-only transaction of the caller's account. */
export function read<O extends Operation>(
  operation: O,
  handle: (context: ReadContext<O>) => Answer<Reply<O>>,
): Binding {
  return { operation, kind: 'read', handle };
}

/** Binds an operation that writes: one transaction, rights checked inside it, an audit row with it; a refusal rolls everything back. */
export function write<O extends Operation>(
  operation: O,
  handle: (context: WriteContext<O>) => Answer<Reply<O>>,
): Binding {
  return { operation, kind: 'write', handle };
}

/** Binds an operation on many items: one transaction, each line its own result; a line that refuses must have written nothing. */
export function bulkWrite<O extends Operation & { bulk: true }>(
  operation: O,
  handle: (context: ItemContext<O>) => Answer<Line<O>>,
  preview?: Preview,
): Binding {
  const handleAll = async (of: ItemsContext<O>) => {
    const handled: Handled<Line<O>>[] = [];
    for (const item of of.items) {
      const note: Note = {};
      const answer = await handle({ ...of, item, note: (more) => Object.assign(note, more) });
      handled.push({ answer, note });
    }
    return handled;
  };
  return bulkWriteTogether(operation, handleAll, preview);
}

/**
 * The same for an operation that looks once and writes once for all its items, where a round trip an item would be most of the time.
 * The handler decides item by item, in their order, and gives what came of each, in the same order.
 */
export function bulkWriteTogether<O extends Operation & { bulk: true }>(
  operation: O,
  handle: (context: ItemsContext<O>) => Promise<Handled<Line<O>>[]>,
  preview?: Preview,
): Binding {
  return { operation, kind: 'bulk', handle, ...(preview && { preview }) };
}

/** Binds an operation whose handler opens its own transactions: what an attempt costs is committed before the secret is checked. */
export function steps<O extends Operation>(
  operation: O,
  handle: (context: StepsContext<O>) => Answer<Reply<O>>,
): Binding {
  return { operation, kind: 'steps', handle };
}
