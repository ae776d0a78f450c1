import type { Operation, Reply } from '@latchkey/contract/operation';
import {
  QueryCache,
  QueryClient,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type * as z from 'zod';
import { call, RefusedError } from './call.ts';
import { faultOf, freshly, inPeace, isSignedOutHere, proofDesk } from './proof.ts';
import type { AnyGiven, Given, GivenHere } from './request.ts';

/** The noun of an operation: `member` of `member.list`. What changed is told by noun. */
export type Noun = string;

type Key = readonly [accountId: string, noun: Noun, operation: string, ...given: readonly unknown[]];

function keyOf(operation: Pick<Operation, 'id'>, given: AnyGiven): Key {
  const noun = operation.id.slice(0, operation.id.indexOf('.'));
  return [given.accountId ?? '', noun, operation.id, { params: given.params, query: given.query, body: given.body }];
}

/**
 * The memory of replies, one for the page. Calls `signedOut` when the server no longer knows who is asking; who was signed out of this
 * profile alone is asked for the password, and everything is read again.
 */
export function newQueryClient(signedOut: () => void): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof RefusedError && error.refusal.code === 'not-signed-in') signedOut();
        if (isSignedOutHere(error)) void enterAgain(client);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        // A rule that says no says no again; only what never arrived is asked once more.
        retry: (failures, error) => !(error instanceof RefusedError) && failures < 2,
      },
    },
  });
  return client;
}

const askForReading = inPeace(proofDesk.ask, nextTouch);

async function enterAgain(client: QueryClient): Promise<void> {
  if (await askForReading('signed-out')) await client.invalidateQueries();
}

function nextTouch(): Promise<unknown> {
  const touch = (type: string) =>
    new Promise((resolve) => window.addEventListener(type, resolve, { once: true, capture: true }));
  return Promise.race([touch('pointerdown'), touch('keydown')]);
}

/** How a reply is asked for and remembered: for loaders and hooks alike. */
export function askOf<O extends Operation>(operation: O, given: Given<O>) {
  return queryOptions({
    queryKey: keyOf(operation, given as AnyGiven),
    queryFn: ({ signal }): Promise<Reply<O>> => call(operation, given, signal),
  });
}

/** The account in the address of the page. */
export function useAccountId(): string | undefined {
  return useParams({ strict: false, select: (params: { accountId?: string }) => params.accountId });
}

function useGiven<O extends Operation>(operation: O): (given: GivenHere<O>) => Given<O> {
  const accountId = useAccountId();
  return (given) => (operation.scope === 'account' ? { ...given, accountId } : given) as Given<O>;
}

/** When something is asked, and asked again: by whom no news reach, every now and then. */
export type Asking = { enabled?: boolean; refetchInterval?: number; staleTime?: number };

/** Reads an operation; the account is the one of the page. Fresh data arrives by itself when news says that the noun changed. */
export function useCall<O extends Operation>(operation: O, given: GivenHere<O>, options: Asking = {}) {
  return useQuery({ ...askOf(operation, useGiven(operation)(given)), ...options });
}

type ListReply<Row> = { items: Row[]; next_cursor: string | null; total: { count: number; more: boolean } };
type ListOperation = Operation & { reply: z.ZodType<ListReply<unknown>> };
type RowOf<O extends ListOperation> = Reply<O>['items'][number];

/** How often what is live is asked for again, in ms: for who hears no news of it. */
export const ASK_AGAIN_MS = 15_000;

/** A keyset list as a table wants it. */
export type List<Row> = {
  rows: readonly Row[];
  total: { count: number; more: boolean } | undefined;
  /** The first page is on its way. */
  isPending: boolean;
  error: Error | null;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
  retry: () => void;
};

/** Reads a list page by page, by its keyset cursor; the account is the one of the page. */
export function useList<O extends ListOperation>(
  operation: O,
  given: GivenHere<O>,
  options: Asking = {},
): List<RowOf<O>> {
  const full = useGiven(operation)(given) as AnyGiven;
  const pages = useInfiniteQuery({
    queryKey: [...keyOf(operation, full), 'pages'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }): Promise<ListReply<RowOf<O>>> =>
      call(operation, { ...full, query: { ...full.query, cursor: pageParam } } as Given<O>, signal) as Promise<
        ListReply<RowOf<O>>
      >,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    ...options,
  });
  return {
    rows: rowsOf(pages.data?.pages ?? []),
    total: pages.data?.pages[0]?.total,
    isPending: pages.isPending,
    error: pages.error,
    hasMore: pages.hasNextPage,
    isLoadingMore: pages.isFetchingNextPage,
    loadMore: () => void pages.fetchNextPage(),
    retry: () => void pages.refetch(),
  };
}

function rowsOf<Row>(pages: readonly ListReply<Row>[]): Row[] {
  return pages.flatMap((page) => page.items);
}

/** Which of what was read is about these nouns. Account '' is what belongs to no account. */
function about(accountId: string | undefined, nouns: readonly Noun[]) {
  return ({ queryKey }: { queryKey: readonly unknown[] }) => {
    const [account, noun] = queryKey as unknown as Key;
    return nouns.includes(noun) && (account === '' || account === accountId);
  };
}

/** Forgets what was read about some nouns, so that what is on the screen is read again. */
export function forget(client: QueryClient, accountId: string | undefined, nouns: readonly Noun[]): Promise<void> {
  return client.invalidateQueries({ predicate: about(accountId, nouns) });
}

/**
 * Lets an act be followed by what comes after it: what was read counts as old at once, then `next` runs, which may leave
 * the page, and only what is still on the screen is read again. A page that is being left never shows what became of it.
 */
export async function followUp(
  client: QueryClient,
  of: { accountId: string | undefined; nouns: readonly Noun[] },
  next: () => void | Promise<void>,
): Promise<void> {
  const predicate = about(of.accountId, of.nouns);
  await client.invalidateQueries({ predicate, refetchType: 'none' });
  await next();
  await client.refetchQueries({ predicate, type: 'active', stale: true });
}

/**
 * Calls an operation as an act of the person: where it asks for a fresh sign-in, they are asked for their password and it is called again.
 * Throws what `call` throws, and CancelledError when they did not want to.
 */
export function perform<O extends Operation>(operation: O, given: Given<O>): Promise<Reply<O>> {
  return freshly(() => call(operation, given), proofDesk.ask);
}

type ActOptions<O extends Operation> = {
  /** Nouns that this act changes besides its own. */
  changes?: readonly Noun[];
  onDone?: (reply: Reply<O>) => void | Promise<void>;
};

/** Performs an operation; the account is the one of the page. What it changes is read again after `onDone`. */
export function useAct<O extends Operation>(operation: O, options: ActOptions<O> = {}) {
  const client = useQueryClient();
  const accountId = useAccountId();
  const complete = useGiven(operation);
  const own = operation.id.slice(0, operation.id.indexOf('.'));
  const mutation = useMutation({
    mutationFn: (given: GivenHere<O>): Promise<Reply<O>> => perform(operation, complete(given)),
    onSuccess: async (reply, given) => {
      const nouns = (given as AnyGiven).dryRun ? [] : [own, ...(options.changes ?? [])];
      await followUp(client, { accountId, nouns }, () => options.onDone?.(reply));
    },
  });
  return {
    /** Starts it and forgets about it: errors are in `error`. */
    act: (given: GivenHere<O>) => mutation.mutate(given),
    /** Starts it and gives the reply or throws; CancelledError when a password was asked for and not given. */
    actAndWait: (given: GivenHere<O>) => mutation.mutateAsync(given),
    isActing: mutation.isPending,
    reply: mutation.data,
    error: faultOf(mutation.error),
    reset: mutation.reset,
  };
}
