import { listComputers } from '@latchkey/contract/computer';
import { listUserGroups } from '@latchkey/contract/group';
import { listMembers } from '@latchkey/contract/member';
import type { MessageId } from '@latchkey/messages/catalogue';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import type { Command } from './commands.ts';
import { isOpen } from './computer-state.ts';
import { ranked } from './rank.ts';
import { askOf, useAccountId } from './query.ts';
import { useSay } from './sentence.ts';
import { useMay } from './session.ts';

const PAUSE_MS = 180;
const LEAST_LETTERS = 2;
const MOST_USERS = 8;
const MOST_COMPUTERS = 5;
const MOST_GROUPS = 5;

type Found = { commands: readonly Command[]; isAsking: boolean; note: MessageId | undefined };
const nothing: Found = { commands: [], isAsking: false, note: undefined };

/** The computers, users and user groups of the account that are found for a search. What is no longer wanted is no longer waited for. */
export function useFound(query: string): Found {
  const wanted = query.length >= LEAST_LETTERS ? query : '';
  const asked = usePaused(wanted);
  const computers = useFoundComputers(asked);
  const users = useFoundUsers(asked);
  const groups = useFoundGroups(asked);
  const parts = [computers, users, groups];
  const commands = useMemo(
    () => [...computers.commands, ...users.commands, ...groups.commands],
    [computers.commands, users.commands, groups.commands],
  );
  if (wanted === '') return nothing;
  const isAsking = asked !== wanted || parts.some((part) => part.isAsking);
  // None of them before all: nothing is to move away under a finger.
  const shown = parts.some((part) => part.isFirst) ? [] : commands;
  if (parts.some((part) => part.isFailed)) return { commands: shown, isAsking, note: 'palette.found.failed' };
  return { commands: shown, isAsking, note: isAsking && shown.length === 0 ? 'palette.searching' : undefined };
}

type Part = { commands: readonly Command[]; isAsking: boolean; isFirst: boolean; isFailed: boolean };

/** Computers by name: those one can connect to lead there first, and each leads to its page. */
function useFoundComputers(asked: string): Part {
  const say = useSay();
  const accountId = useAccountId();
  const navigate = useNavigate();
  const found = useQuery({
    ...askOf(listComputers, { accountId: accountId ?? '', query: { search: asked, limit: MOST_COMPUTERS } }),
    enabled: asked !== '' && accountId !== undefined,
    placeholderData: keepPreviousData,
  });
  const rows = found.data?.items;
  const commands = useMemo(() => {
    const commandsOf = (computer: NonNullable<typeof rows>[number]): Command[] => {
      const { id, name } = computer;
      const params = { accountId: accountId ?? '', computerId: id };
      const common = { group: 'computers', label: name } as const;
      const page: Command = {
        ...common,
        id,
        hint: say('palette.computer.open'),
        icon: 'computer',
        act: () => void navigate({ to: '/a/$accountId/computers/$computerId', params }),
      };
      if (!isOpen(computer)) return [page];
      const connect: Command = {
        ...common,
        id: `connect-${id}`,
        hint: say('palette.computer.connect'),
        icon: 'connect',
        act: () => void navigate({ to: '/a/$accountId/computers/$computerId/connect', params }),
      };
      return [connect, page];
    };
    return (rows ?? []).flatMap(commandsOf);
  }, [rows, navigate, accountId, say]);
  return { commands, ...stateOf(found) };
}

/** Users by name and address, for who may see users. */
function useFoundUsers(asked: string): Part {
  const accountId = useAccountId() ?? '';
  const mayView = useMay('users.view');
  const navigate = useNavigate();
  const found = useQuery({
    ...askOf(listMembers, { accountId, query: { search: asked, limit: MOST_USERS } }),
    enabled: mayView && asked !== '',
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
  return { commands, ...stateOf(found) };
}

/** User groups by name, for who may see users: the server gives them all at once. */
function useFoundGroups(asked: string): Part {
  const accountId = useAccountId() ?? '';
  const mayView = useMay('users.view');
  const navigate = useNavigate();
  const found = useQuery({ ...askOf(listUserGroups, { accountId }), enabled: mayView && asked !== '' });
  const all = found.data?.items;
  const commands = useMemo(() => {
    const names = new Map(all?.map(({ id, name }) => [id, name]));
    return ranked(asked, all ?? [], ({ name }) => [name])
      .slice(0, MOST_GROUPS)
      .map(({ thing: { id, name, parent_id: parentId } }): Command => ({
        id,
        group: 'groups',
        label: name,
        hint: parentId === null ? undefined : names.get(parentId),
        icon: 'tree',
        act: () => void navigate({ to: '/a/$accountId/groups/$groupId', params: { accountId, groupId: id } }),
      }));
  }, [all, asked, navigate, accountId]);
  return { commands, ...stateOf(found) };
}

function stateOf({ isFetching, isLoading, isError }: { isFetching: boolean; isLoading: boolean; isError: boolean }) {
  return { isAsking: isFetching, isFirst: isLoading, isFailed: isError };
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
