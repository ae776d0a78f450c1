/** Which rows are chosen, and from where a range is counted. */
export type Selected = { ids: ReadonlySet<string>; anchor: string | undefined };

export type Choice =
  | { act: 'toggle'; id: string }
  /** Shift: everything between the last row touched and this one becomes what this one becomes. */
  | { act: 'range'; id: string; order: readonly string[] }
  | { act: 'all'; order: readonly string[] }
  | { act: 'none' }
  /** Rows that are gone can't stay chosen. */
  | { act: 'keep'; order: readonly string[] };

export const nothingSelected: Selected = { ids: new Set(), anchor: undefined };

/** What is chosen after a choice. The order is the one on the screen. */
export function choose(selected: Selected, choice: Choice): Selected {
  if (choice.act === 'none') return nothingSelected;
  if (choice.act === 'all') return { ids: new Set(choice.order), anchor: selected.anchor };
  if (choice.act === 'toggle') return toggled(selected, choice.id);
  if (choice.act === 'range') return ranged(selected, choice.id, choice.order);
  const kept = choice.order.filter((id) => selected.ids.has(id));
  if (kept.length === selected.ids.size) return selected;
  const anchor = choice.order.find((id) => id === selected.anchor);
  return { ids: new Set(kept), anchor };
}

function toggled(selected: Selected, id: string): Selected {
  const ids = new Set(selected.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id };
}

function ranged(selected: Selected, id: string, order: readonly string[]): Selected {
  const from = order.indexOf(selected.anchor ?? '');
  const to = order.indexOf(id);
  if (from < 0 || to < 0) return toggled(selected, id);
  const ids = new Set(selected.ids);
  const wanted = !selected.ids.has(id);
  for (const between of order.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (wanted) ids.add(between);
    else ids.delete(between);
  }
  return { ids, anchor: id };
}

/** The state of the box above all others: none, some or all of the rows on the screen. */
export function extentOf(selected: Selected, order: readonly string[]): 'none' | 'some' | 'all' {
  const count = order.filter((id) => selected.ids.has(id)).length;
  if (count === 0) return 'none';
  return count === order.length ? 'all' : 'some';
}
