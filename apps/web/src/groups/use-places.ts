import { useState } from 'react';
import { matching, type Pick, type Picks } from '../kit/picks.ts';

/** How many are shown at once; who looks for another one searches. */
const SHOWN = 50;

/** Groups to pick one from, found by a search in their names. */
export function usePlaces(all: readonly Pick[], isPending: boolean): Picks {
  const [search, onSearch] = useState('');
  const found = matching(all, search);
  const options = found.slice(0, SHOWN);
  return { options, search, onSearch, isPending, more: found.length - options.length };
}
