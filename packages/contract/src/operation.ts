import type { Permission } from '@latchkey/domain/role';
import type { RefusalCode } from '@latchkey/domain/refusal';
import * as z from 'zod';

/** Who may call at all: anybody, who is signed in, a member of the account in the path, the operator of the installation. */
export type Scope = 'public' | 'person' | 'account' | 'operator';

/**
 * What a field of a call names, and how much of it must be inside the groups that a caller is limited to (G11): a member in one of them
 * (`seen-member`) or in no other (`member`); a user group, or one that stands below another of them (`lower-group`); a computer, or a group
 * of computers. One field may name several in a list.
 */
export type Inside = 'seen-member' | 'member' | 'user-group' | 'lower-group' | 'computer' | 'computer-group';

/** One operation of the API as data: routes, clients, documents, audit words and the permission matrix are derived from it. */
export type Operation = {
  /** `noun.verb`: operationId, audit word, file path and test name. */
  readonly id: `${string}.${string}`;
  readonly scope: Scope;
  readonly method: 'GET' | 'POST';
  /** The path behind the scope's prefix; parameters as `:name`. */
  readonly path: `/${string}`;
  /** One sentence for the API reference. */
  readonly summary: string;
  /** What an account operation asks for; without it every active member may call. */
  readonly permission?: Permission;
  /**
   * That it may be called by who holds the permission inside chosen groups only (G5), and which of its fields name what must be inside
   * these; everybody else's calls are not looked at. Where it is left out, the permission must be held for the whole account.
   */
  readonly limits?: Readonly<Record<string, Inside>>;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  readonly reply: z.ZodObject;
  /** The refusals of its own rules; those every call can meet are in `commonRefusals`. */
  readonly refusals: readonly RefusalCode[];
  /** Locks the account row first: for operations that change who may do or reach what. */
  readonly changesRights?: true;
  /** Takes `?dry_run=true` and answers with consequences instead of acting (P9). */
  readonly dryRun?: true;
  /** Takes an `Idempotency-Key`. */
  readonly idempotent?: true;
  /** Body `items[1..500]`, reply a result a line. */
  readonly bulk?: true;
  /** Only the account holder may call. */
  readonly holderOnly?: true;
  /** Asks for a sign-in whose password was proved in the last minutes (`not-fresh` otherwise). */
  readonly fresh?: true;
  /** Only who is signed in may call, no API token: what it gives is bound to the sign-in. */
  readonly inPerson?: true;
  /** Why a write leaves no audit row. */
  readonly unaudited?: string;
};

export type Params<O extends Operation> = O extends { params: infer P extends z.ZodType }
  ? z.output<P>
  : Record<never, never>;
export type Query<O extends Operation> = O extends { query: infer Q extends z.ZodType }
  ? z.output<Q>
  : Record<never, never>;
export type Body<O extends Operation> = O extends { body: infer B extends z.ZodType } ? z.output<B> : undefined;
export type BodyInput<O extends Operation> = O extends { body: infer B extends z.ZodType } ? z.input<B> : undefined;
export type Reply<O extends Operation> = z.output<O['reply']>;

/** Keeps the literal types of an operation, so that handlers and clients are checked against it. */
export function operation<const O extends Operation>(definition: O): O {
  return definition;
}

const prefixes: Record<Scope, string> = {
  public: '/api/v1',
  person: '/api/v1',
  account: '/api/v1/accounts/:account_id',
  operator: '/api/v1/operator',
};

/** The whole path of an operation, parameters as `:name`. */
export function pathOf(of: Pick<Operation, 'scope' | 'path'>): string {
  return (prefixes[of.scope] + of.path).replace(/\/$/, '');
}

/** Whether an API token can call: it acts in one account, and nothing that asks for a fresh sign-in or for the holder is its to do (U3). */
export function isForTokens(of: Pick<Operation, 'scope' | 'fresh' | 'holderOnly' | 'inPerson'>): boolean {
  return of.scope === 'account' && !of.fresh && !of.holderOnly && !of.inPerson;
}

/**
 * What a member has that an act can take or give (P9). Of an act on user groups, a `user` is who reaches fewer or more computers by it, and
 * a `group-computer` is reached by fewer or by more. Of one on roles, a `manager` is who may do less or more by it. Where a role is limited,
 * an `extent` is a permission that counts for fewer or for more than before; the groups in which any counts no longer, or now too, are
 * `user-group` and `computer-group`, and whom and what fewer or more count for `managed-user` and `managed-computer` (G5).
 */
export const consequenceKinds = [
  'profile',
  'role',
  'permission',
  'invitation',
  'token',
  'handover',
  'computer',
  'owned-computer',
  'session',
  'code',
  'job',
  'user',
  'group-computer',
  'lock',
  'manager',
  'extent',
  'user-group',
  'managed-user',
  'computer-group',
  'managed-computer',
] as const;

/** What a member loses or gains by an act, counted, with the first fifty (P9). */
export const consequences = z.array(
  z.strictObject({
    kind: z.enum(consequenceKinds),
    change: z.enum(['lost', 'gained']),
    total: z.number().int(),
    first50: z.array(z.strictObject({ id: z.string(), label: z.string() })),
  }),
);

/** One line of a bulk reply: what came of the item at `index`, or why nothing did. */
export function bulkReply<R extends z.ZodObject>(result: R) {
  return z.strictObject({
    results: z.array(
      z.union([
        z.strictObject({ index: z.number().int(), result }),
        z.strictObject({ index: z.number().int(), refusal: refusalShape }),
      ]),
    ),
    consequences: consequences.optional(),
  });
}

/** A refusal on the wire: its code and its facts. */
export const refusalShape = z.looseObject({ code: z.string() });

/** How many items one call of a bulk operation takes (I1). */
export const MOST_ITEMS = 500;

/** The body of a bulk operation: at least one item, at most 500. */
export function bulkBody<I extends z.ZodObject>(item: I) {
  return z.strictObject({ items: z.array(item).min(1).max(MOST_ITEMS) });
}

/** Refusals that every call of a scope can meet. */
export const commonRefusals: Record<Scope, readonly RefusalCode[]> = {
  public: ['invalid', 'not-json', 'body-too-large', 'wrong-origin', 'wrong-host', 'too-many-attempts', 'busy', 'fault'],
  person: [
    'invalid',
    'not-json',
    'body-too-large',
    'wrong-origin',
    'wrong-host',
    'not-signed-in',
    'not-fresh',
    'not-for-tokens',
    'busy',
    'fault',
  ],
  account: [
    'invalid',
    'not-json',
    'body-too-large',
    'wrong-origin',
    'wrong-host',
    'not-signed-in',
    'not-found',
    'not-permitted',
    'holder-only',
    'not-fresh',
    'signed-out-here',
    'not-for-tokens',
    'busy',
    'fault',
  ],
  operator: [
    'invalid',
    'not-json',
    'body-too-large',
    'wrong-origin',
    'wrong-host',
    'not-signed-in',
    'not-permitted',
    'not-fresh',
    'not-for-tokens',
    'busy',
    'fault',
  ],
};
