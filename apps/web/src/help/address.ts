/** As long as a search may be. */
const LONGEST = 100;

/** What of an address the list of the help reads: what is searched for. */
export type HelpAddress = { search?: string };

/** The search in an address; a number that somebody searched for is a text, and what is no search is left out. */
export function helpSearchOf(address: Record<string, unknown>): HelpAddress {
  const given = address['search'];
  if (typeof given !== 'string' && typeof given !== 'number') return {};
  const search = String(given).trim().slice(0, LONGEST);
  return search === '' ? {} : { search };
}
