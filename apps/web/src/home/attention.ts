import type { readAttention } from '@latchkey/contract/account';
import type { Reply } from '@latchkey/contract/operation';

export type Counts = Reply<typeof readAttention>;

type OfComputers = 'waiting_computers' | 'locked_computers';

/** Something that needs attention (N2), and where it is looked after. */
export type Matter = {
  key:
    | 'bounced'
    | 'without_mail_server'
    | 'expiring'
    | 'expired'
    | 'never_opened'
    | 'inactive'
    | 'requests'
    | OfComputers;
  count: number;
  page: 'users' | 'activity' | 'computers' | 'requests';
  search: Record<string, string>;
};

const places: readonly Omit<Matter, 'count'>[] = [
  { key: 'requests', page: 'requests', search: {} },
  { key: 'locked_computers', page: 'computers', search: { state: 'locked' } },
  { key: 'waiting_computers', page: 'computers', search: { state: 'waiting' } },
  { key: 'bounced', page: 'users', search: { mail: 'bounced' } },
  { key: 'without_mail_server', page: 'users', search: { mail: 'no_mail_server' } },
  { key: 'expiring', page: 'users', search: { status: 'invited' } },
  // Who expired is not on the list any more; the activity still names them.
  { key: 'expired', page: 'activity', search: { subject: 'invitation' } },
  { key: 'never_opened', page: 'users', search: { status: 'active', sort: 'last_activity' } },
  { key: 'inactive', page: 'users', search: { status: 'inactive' } },
];

/** What needs attention, the most pressing first; nothing for what is as it should be. */
export function mattersOf(counts: Counts, requests = 0): Matter[] {
  const all = { ...counts, requests };
  return places.map((place) => ({ ...place, count: all[place.key] })).filter(({ count }) => count > 0);
}
