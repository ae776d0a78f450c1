import type { readInstallation } from '@latchkey/contract/operator';
import type { Reply } from '@latchkey/contract/operation';
import type { IconName } from './Icon.tsx';

/** What the operator tells everybody (O2). */
export type Posted = Reply<typeof readInstallation>['notices'][number];

/** The sign of each kind, so that colour is not all that tells them apart. */
export const noticeIcons: Record<Posted['kind'], IconName> = {
  outage: 'warn',
  maintenance: 'clock',
  information: 'info',
};

/** The notices that are on the screen: all that nobody folded away here. */
export function unfolded(notices: readonly Posted[], folded: ReadonlySet<string>): Posted[] {
  return notices.filter(({ id }) => !folded.has(id));
}

/** What this browser remembers of folded notices. */
export function foldedIn(remembered: string | undefined): ReadonlySet<string> {
  return new Set((remembered ?? '').split(' ').filter((id) => id !== ''));
}

/**
 * What this browser is to remember once some are folded: an outage comes back when the page is loaded anew, and what nobody is shown any
 * more is forgotten.
 */
export function toRemember(notices: readonly Posted[], folded: ReadonlySet<string>): string {
  const lasting = notices.filter(({ id, kind }) => folded.has(id) && kind !== 'outage');
  return lasting.map(({ id }) => id).join(' ');
}

/** Which sentence says when it is; nothing where there is no time to say. */
export function timesOf({ starts_at: from, ends_at: to }: Pick<Posted, 'starts_at' | 'ends_at'>) {
  if (from !== null && to !== null) return { of: 'span', from, to } as const;
  if (from !== null) return { of: 'start', from } as const;
  return to === null ? undefined : ({ of: 'end', to } as const);
}
