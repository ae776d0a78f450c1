import { nextSort, type ListState } from '../kit/list-state.ts';
import type { ComputerFilter } from './question.ts';

/** What the list of computers can be asked for (N1): its orders, and the filters whose choices are known. Groups and owners are the account's. */
export const computersList = {
  sorts: ['name', 'last_seen', 'added'],
  filters: {
    state: ['online', 'offline', 'waiting', 'needs_code', 'locked'],
    mine: ['true'],
  },
} as const;

/** Which group and which owner the list is narrowed to. */
export type Whose = { group: string | undefined; owner: string | undefined };
export type ComputersList = ListState<typeof computersList> & Whose;

const ID = /^[0-9a-f-]{36}$/;

/** The group and the owner in the address of the page; what is no id is left out. */
export function whoseIn(address: Record<string, unknown>): Whose {
  const { group, owner } = address;
  return {
    group: group === 'none' || isId(group) ? group : undefined,
    owner: isId(owner) ? owner : undefined,
  };
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

/** Which computers the list shows, as a job over all of them takes it. */
export function filterOf({ search, filters, group, owner }: ComputersList): ComputerFilter {
  return {
    ...(search === '' ? {} : { search }),
    ...(filters.state.length === 0 ? {} : { state: filters.state }),
    ...(filters.mine.length === 0 ? {} : { mine: 'true' as const }),
    ...(group === undefined ? {} : { group_id: group }),
    ...(owner === undefined ? {} : { owner_id: owner }),
  };
}

/** The question to the server for the list. */
export function queryOf(state: ComputersList) {
  const { by, descending } = orderOf(state);
  return {
    ...filterOf(state),
    sort: by,
    order: descending ? ('desc' as const) : ('asc' as const),
  };
}

/** In which order the list stands: by name where its address says nothing. */
export function orderOf({ sort }: Pick<ComputersList, 'sort'>): NonNullable<ComputersList['sort']> {
  return sort ?? { by: 'name', descending: false };
}

/** The order after the head of a column was pressed; of moments the latest come first. */
export function sortAfter(state: ComputersList, by: string): ComputersList['sort'] {
  const sort = computersList.sorts.find((one) => one === by);
  if (sort === undefined) return state.sort;
  return nextSort(orderOf(state), sort, sort === 'name' ? 'ascending' : 'descending');
}
