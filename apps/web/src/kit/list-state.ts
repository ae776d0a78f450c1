type Choices = Readonly<Record<string, readonly string[]>>;

/** What a list can be asked for besides a search: orders, by the name of what orders, and filters with their choices. */
export type ListShape = {
  readonly sorts?: readonly string[];
  readonly filters?: Choices;
};

/** An order of a list. */
export type Sort<By extends string = string> = { by: By; descending: boolean };

type SortsOf<S extends ListShape> = S extends { sorts: readonly (infer By extends string)[] } ? By : never;
type FiltersOf<S extends ListShape> = S extends { filters: infer F extends Choices }
  ? F
  : Record<never, readonly string[]>;

type ChoiceIn<L> = L extends readonly (infer C)[] ? C : never;

/** How a list stands: what is searched for, its order (none is the list's own), and what is chosen in each filter (nothing is all). */
export type ListState<S extends ListShape = ListShape> = {
  search: string;
  sort: Sort<SortsOf<S>> | undefined;
  filters: { [F in keyof FiltersOf<S>]: ChoiceIn<FiltersOf<S>[F]>[] };
};

/** The same where nobody looks at the types of a shape any more. */
type Plain = { search: string; sort: Sort | undefined; filters: Record<string, string[]> };

/** As long as a search may be. */
const LONGEST_SEARCH = 100;

/** How a list stands according to the address of its page; what nobody understands is left out, so that every address leads somewhere. */
export function listStateOf<const S extends ListShape>(shape: S, address: Record<string, unknown>): ListState<S> {
  const filters = Object.entries(shape.filters ?? {}).map(([name, choices]) => {
    const named = textOf(address[name]).split(',');
    return [name, choices.filter((choice) => named.includes(choice))] as const;
  });
  const state = {
    search: textOf(address['search']).trim().slice(0, LONGEST_SEARCH),
    sort: sortOf(shape.sorts ?? [], textOf(address['sort'])),
    filters: Object.fromEntries(filters),
  };
  return state as unknown as ListState<S>;
}

/** The part of the address that says how a list stands: `search=ada&sort=-name&status=active,invited`. What is as it is anyway is not said. */
export function addressOfList<S extends ListShape>(state: ListState<S>): Record<string, string> {
  const { search, sort, filters } = state as unknown as Plain;
  const said = {
    search: search.trim(),
    sort: sort === undefined ? '' : `${sort.descending ? '-' : ''}${sort.by}`,
    ...Object.fromEntries(Object.entries(filters).map(([name, chosen]) => [name, chosen.join(',')])),
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== ''));
}

/** The address of a page after its list changed: what belongs to other things on the page stays. */
export function changedAddress<S extends ListShape>(
  shape: S,
  address: Record<string, unknown>,
  change: Partial<ListState<S>>,
): Record<string, unknown> {
  const own = new Set(['search', 'sort', ...Object.keys(shape.filters ?? {})]);
  const others = Object.entries(address).filter(([name]) => !own.has(name));
  return { ...Object.fromEntries(others), ...addressOfList<S>({ ...listStateOf(shape, address), ...change }) };
}

/** Whether a list shows less than everything. */
export function isNarrowed<S extends ListShape>(state: ListState<S>): boolean {
  const { search, filters } = state as unknown as Plain;
  return search !== '' || Object.values(filters).some((chosen) => chosen.length > 0);
}

/** The order after the head of a column was pressed: by it, and the other way round the next time. */
export function nextSort<By extends string>(
  now: Sort<By> | undefined,
  by: By,
  first: 'ascending' | 'descending' = 'ascending',
): Sort<By> {
  return now?.by === by ? { by, descending: !now.descending } : { by, descending: first === 'descending' };
}

function sortOf(sorts: readonly string[], text: string): Sort | undefined {
  const descending = text.startsWith('-');
  const by = sorts.find((sort) => sort === (descending ? text.slice(1) : text));
  return by === undefined ? undefined : { by, descending };
}

// The router reads numbers and ticks out of an address that somebody typed: `search=2026` is text to us.
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
