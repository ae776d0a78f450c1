import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { isSignedOutHere } from './proof.ts';
import { forget } from './query.ts';
import { changeIn, delayOf } from './reconnect.ts';
import { askAccount } from './session.ts';

/** The server closes with this when the sign-in or the profile has ended; asking anew then tells which, and leads out of here. */
const ENDED = 4401;
/** The server closes with this when it can't at the moment, or when the sign-in has too many tabs. */
const TRY_LATER = 1013;

/** What a change of a noun may have changed besides: one's own rights, who hands the account to whom, who is in which group, and how many have a role. */
const alsoChanged: Readonly<Record<string, readonly string[]>> = { member: ['account', 'handover', 'group', 'role'] };

/**
 * Keeps one socket open to the account of the page; when news says that a noun changed, what was read about it is read again. Who was
 * signed out of the profile hears nothing until the password has led in again.
 */
export function useNews(accountId: string) {
  const client = useQueryClient();
  const isOut = isSignedOutHere(useQuery(askAccount(accountId)).error);
  useEffect(() => {
    if (isOut) return undefined;
    let socket: WebSocket | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    const over = new AbortController();
    const ofAccount = ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[0] === accountId;

    const connect = () => {
      socket = new WebSocket(addressOf(accountId));
      socket.addEventListener('open', () => {
        // What happened while the socket was away was told to nobody.
        if (failures > 0) void client.invalidateQueries({ predicate: ofAccount });
        failures = 0;
      });
      socket.addEventListener('message', (event: MessageEvent<unknown>) => {
        const noun = changeIn(event.data);
        if (noun !== undefined) void forget(client, accountId, [noun, ...(alsoChanged[noun] ?? [])]);
      });
      socket.addEventListener('close', ({ code }) => {
        if (over.signal.aborted) return;
        if (code === ENDED) return void leave();
        // A tab that nobody looks at leaves its place to those that are looked at, and comes back when somebody does.
        if (code === TRY_LATER && document.hidden)
          document.addEventListener('visibilitychange', comeBack, { once: true, signal: over.signal });
        else comeBack();
      });
    };
    const comeBack = () => {
      timer = setTimeout(connect, delayOf(failures, Math.random()));
      failures += 1;
    };
    const leave = async () => {
      // The account first: when nobody is signed in any more, its refusal leads to the sign-in and back to this page.
      await client.invalidateQueries({ predicate: ofAccount });
      await client.invalidateQueries();
    };
    connect();
    return () => {
      over.abort();
      clearTimeout(timer);
      socket?.close();
    };
  }, [client, accountId, isOut]);
}

function addressOf(accountId: string): string {
  const url = new URL(`/api/v1/accounts/${encodeURIComponent(accountId)}/news`, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
