import { listComputers, listGroups } from '@latchkey/contract/computer';
import { listUserGroups } from '@latchkey/contract/group';
import { listMembers } from '@latchkey/contract/member';
import { useState } from 'react';
import { matching, withChosen, type Pick, type Picks } from './picks.ts';
import { useCall, useList } from './query.ts';
import { placedGroups, type PlacedGroup } from './user-groups.ts';

/** How many are shown at once; who looks for another one searches. */
const SHOWN = 50;

/** Active users of the account, for who may see users. */
export function useUserPicks(chosen: readonly Pick[] = []): Picks {
  const [search, onSearch] = useState('');
  const query = { status: 'active', limit: SHOWN, ...(search === '' ? {} : { search }) } as const;
  const { rows, total, isPending } = useList(listMembers, { query });
  const found = rows.map(({ id, name, email }) =>
    name === '' ? { id, label: email } : { id, label: name, hint: email },
  );
  return { options: withChosen(found, chosen), search, onSearch, isPending, more: left(total, found) };
}

/** Computers of the account that one sees. */
export function useComputerPicks(chosen: readonly Pick[] = []): Picks {
  const [search, onSearch] = useState('');
  const query = { limit: SHOWN, ...(search === '' ? {} : { search }) };
  const { rows, total, isPending } = useList(listComputers, { query });
  const found = rows.map(({ id, name, group }) => ({ id, label: name, hint: group?.name }));
  return { options: withChosen(found, chosen), search, onSearch, isPending, more: left(total, found) };
}

/** The groups of computers; the account has no more than can be read at once. */
export function useGroupPicks(chosen: readonly Pick[] = []): Picks {
  const [search, onSearch] = useState('');
  const { data, isPending } = useCall(listGroups, {});
  const all = (data?.items ?? []).map(({ id, name }) => ({ id, label: name }));
  const found = matching(all, search);
  const shown = found.slice(0, SHOWN);
  return { options: withChosen(shown, chosen), search, onSearch, isPending, more: found.length - shown.length };
}

/** The user groups by their paths, as `pickOf` makes them; nothing of it leaves one out. */
export function useUserGroupPicks(pickOf: (group: PlacedGroup) => Pick | undefined = pathOf): Picks {
  const [search, onSearch] = useState('');
  const { data, isPending } = useCall(listUserGroups, {});
  const all = placedGroups(data?.items ?? []).flatMap((group) => pickOf(group) ?? []);
  const found = matching(all, search);
  const options = found.slice(0, SHOWN);
  return { options, search, onSearch, isPending, more: found.length - options.length };
}

function pathOf({ id, path }: PlacedGroup): Pick {
  return { id, label: path };
}

function left(total: { count: number } | undefined, found: readonly Pick[]): number {
  return Math.max((total?.count ?? 0) - found.length, 0);
}
