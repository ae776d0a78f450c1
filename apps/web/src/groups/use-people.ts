import { listMembers } from '@latchkey/contract/member';
import { useState } from 'react';
import { withChosen, type Pick, type Picks } from '../kit/picks.ts';
import { useList } from '../kit/query.ts';
import { pickOf } from './members.ts';

/** How many are shown at once; who looks for another one searches. */
const SHOWN = 50;

/** Everybody in the account, invited and suspended ones too, but those who are in the group already, found by a search of the server. */
export function usePeople(chosen: readonly Pick[], members: ReadonlySet<string>): Picks {
  const [search, onSearch] = useState('');
  const query = { limit: SHOWN, ...(search === '' ? {} : { search }) };
  const { rows, total, isPending } = useList(listMembers, { query });
  const more = Math.max((total?.count ?? 0) - rows.length, 0);
  const others = rows.filter(({ id }) => !members.has(id));
  return { options: withChosen(others.map(pickOf), chosen), search, onSearch, isPending, more };
}
