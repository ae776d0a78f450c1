import { listMembers } from '@latchkey/contract/member';
import type { MessageId } from '@latchkey/messages/catalogue';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import type { Command } from './commands.ts';
import { askOf, useAccountId } from './query.ts';
import { useMay } from './session.ts';

const PAUSE_MS = 180;
const LEAST_LETTERS = 2;
const MOST = 8;

type FoundUsers = { commands: readonly Command[]; isAsking: boolean; note: MessageId | undefined };
const nobody: FoundUsers = { commands: [], isAsking: false, note: undefined };

/** The users of the account that the server finds for a search, for who may see users. What is no longer wanted is no longer waited for. */
export function useFoundUsers(query: string): FoundUsers {
  const accountId = useAccountId() ?? '';
  const mayView = useMay('users.view');
  const navigate = useNavigate();
  const wanted = mayView && query.length >= LEAST_LETTERS ? query : '';
  const asked = usePaused(wanted);
  const found = useQuery({
    ...askOf(listMembers, { accountId, query: { search: asked, limit: MOST } }),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  });
  const rows = found.data?.items;
  const commands = useMemo(
    () =>
      (rows ?? []).map((user): Command => ({
        id: user.id,
        group: 'users',
        label: user.name === '' ? user.email : user.name,
        hint: user.name === '' ? undefined : user.email,
        icon: 'person',
        act: () => void navigate({ to: '/a/$accountId/users/$memberId', params: { accountId, memberId: user.id } }),
      })),
    [rows, navigate, accountId],
  );
  if (wanted === '') return nobody;
  const isAsking = asked !== wanted || found.isFetching;
  const note = found.isError
    ? 'palette.users.failed'
    : isAsking && commands.length === 0
      ? 'palette.users.searching'
      : undefined;
  return { commands, isAsking, note };
}

/** The text once it has not changed for a moment; no text at once. */
function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), text === '' ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return text === '' ? '' : paused;
}
