import type { HelpSlug } from '@latchkey/messages/help';

/** Which article explains which screen (H1). `*` is any part of an address; the first line that an address begins with counts. */
export const helpPlaces: readonly (readonly [address: string, slug: HelpSlug])[] = [
  ['/a/*/computers/*/connect', 'connecting'],
  ['/a/*/computers/add', 'adding-computers'],
  ['/a/*/computers/groups', 'computers'],
  ['/a/*/computers/*', 'computers'],
  ['/a/*/computers', 'computers'],
  ['/a/*/sessions', 'sessions'],
  ['/a/*/users/invite', 'inviting'],
  ['/a/*/users/*', 'user'],
  ['/a/*/users', 'users'],
  ['/a/*/groups/*', 'user-groups'],
  ['/a/*/groups', 'user-groups'],
  ['/a/*/roles', 'roles'],
  ['/a/*/requests', 'requests'],
  ['/a/*/my-requests', 'requests'],
  ['/a/*/activity', 'activity'],
  ['/a/*/settings', 'settings'],
  ['/a/*/handover', 'handover'],
  ['/a/*/close', 'closing'],
  ['/a/*/tokens', 'api-tokens'],
  ['/a/*', 'home'],
  ['/me', 'my-account'],
  ['/operator/outbox', 'outbox'],
  ['/operator/notices', 'notices'],
  ['/operator', 'mail-server'],
  ['/set-up', 'first-steps'],
  ['/sign-in', 'signing-in'],
  ['/forgot', 'signing-in'],
  ['/reset', 'signing-in'],
  ['/sign-up', 'signing-in'],
  ['/address', 'my-account'],
  ['/approve-code', 'connecting'],
  ['/invitation', 'accepting'],
  ['/account-offer', 'accepting'],
  ['/', 'profiles'],
];

const PAGES_OF_HELP = ['/help', '/a/*/help'];

/** The article about the screen at a path; nothing on the pages of the help itself. */
export function articleAt(path: string): HelpSlug | undefined {
  if (PAGES_OF_HELP.some((address) => begins(path, address))) return undefined;
  return helpPlaces.find(([address]) => begins(path, address))?.[1];
}

function begins(path: string, address: string): boolean {
  const parts = path.split('/').filter((part) => part !== '');
  const wanted = address.split('/').filter((part) => part !== '');
  return wanted.every((part, at) => (part === '*' ? parts[at] !== undefined : parts[at] === part));
}
