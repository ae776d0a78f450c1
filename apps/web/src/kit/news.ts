import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { forget } from './query.ts';
import { changeIn, delayOf } from './reconnect.ts';

/** Keeps one socket open to the account of the page; when news says that a noun changed, what was read about it is read again. */
export function useNews(accountId: string) {
  const client = useQueryClient();
  useEffect(() => {
    let socket: WebSocket | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    let isOver = false;

    const connect = () => {
      socket = new WebSocket(addressOf(accountId));
      socket.addEventListener('open', () => {
        // What happened while the socket was away was told to nobody.
        if (failures > 0) void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === accountId });
        failures = 0;
      });
      socket.addEventListener('message', (event: MessageEvent<unknown>) => {
        const noun = changeIn(event.data);
        if (noun !== undefined) void forget(client, accountId, [noun]);
      });
      socket.addEventListener('close', () => {
        if (isOver) return;
        timer = setTimeout(connect, delayOf(failures, Math.random()));
        failures += 1;
      });
    };
    connect();
    return () => {
      isOver = true;
      clearTimeout(timer);
      socket?.close();
    };
  }, [client, accountId]);
}

function addressOf(accountId: string): string {
  const url = new URL(`/api/v1/accounts/${encodeURIComponent(accountId)}/news`, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
