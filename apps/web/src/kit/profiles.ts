/** As many profiles as the menu at the top right shows; who has more finds the others by name. */
export const MOST_IN_MENU = 8;

type Known = { account_id: string; last_entered_at: string | null };

/** The profiles in the order somebody looks for them: the last used first, those never opened in the order they came. */
export function lastUsedFirst<P extends Known>(profiles: readonly P[]): P[] {
  return profiles.toSorted((one, two) => (two.last_entered_at ?? '').localeCompare(one.last_entered_at ?? ''));
}

/** The profiles in the menu: all of a few, as they come; of many the one of the page and those used last (P2). */
export function profilesInMenu<P extends Known>(profiles: readonly P[], here: string | undefined): P[] {
  if (profiles.length <= MOST_IN_MENU) return [...profiles];
  const present = profiles.filter(({ account_id: id }) => id === here);
  const others = lastUsedFirst(profiles.filter(({ account_id: id }) => id !== here));
  return [...present, ...others].slice(0, MOST_IN_MENU);
}
