import type { Links } from '@latchkey/contract/operator';

/** What a question to the support contact says about where it was asked. */
export type Context = {
  subject: string;
  /** The address of the page. */
  page: string;
  /** Who asks, as what: "User of Acme". */
  profile: string;
  version: string;
};

/** Opens a mail to an account's support contact (H1) with its subject, and below the room for the question what a reader needs to know. */
export function mailTo(contact: string, { subject, page, profile, version }: Context): string {
  const body = ['', '', '--', page, profile, `Latchkey ${version}`].join('\r\n');
  return `mailto:${encodeURIComponent(contact).replace('%40', '@')}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
}

const places = ['videos', 'community', 'training', 'support', 'cases'] as const;
export type HelpPlace = (typeof places)[number];

/** Where else there is help: what the operator has set, in the order of the list. */
export function helpLinksOf(links: Links): { place: HelpPlace; href: string }[] {
  return places.flatMap((place) => {
    const href = links[place];
    return href === null ? [] : [{ place, href }];
  });
}
