import type { Kit } from './kit.ts';
import { hashToken } from './secrets.ts';

export type Link = { kind: string; page: `/${string}`; id: string; generation: number };

/** The address of a mailed link: everything secret stands in the fragment, which no server's log and no scanner's GET ever holds. */
export function linkOf(kit: Kit, { kind, page, id, generation }: Link): string {
  return `${kit.publicUrl}${page}#${id}.${generation}.${kit.secrets.linkToken(kind, id, generation)}`;
}

/** The hash of a link's token, under which the database finds it; nothing when the token is not the one that belongs to id and generation. */
export function hashOfLink(kit: Kit, kind: string, link: string): Buffer | undefined {
  const [id = '', generation = '', token = ''] = link.split('.');
  return kit.secrets.matchesLink({ kind, id, generation: Number(generation) }, token) ? hashToken(token) : undefined;
}
