import type { Reply } from '@latchkey/contract/operation';
import type { whyReach } from '@latchkey/contract/why';

/** Why a member reaches a computer, or what is missing (G7). */
export type Why = Reply<typeof whyReach>;
type Way = Why['ways'][number];

/** The sentence for one way to a computer: whose it is, what is open, and through which user group. */
export function wayId({ kind, by, through, unseen }: Pick<Way, 'kind' | 'by' | 'through' | 'unseen'>) {
  if (unseen) return 'computers.why.way.unseen' as const;
  if (kind === 'owner' || kind === 'holder') return `computers.why.way.${kind}` as const;
  if (by === null) return `computers.why.way.own.${kind}` as const;
  return through === null ? (`computers.why.way.by.${kind}` as const) : (`computers.why.way.through.${kind}` as const);
}

/** What the sentence for a way names; `me` is who asks. */
export function wayFacts({ group, by, through }: Way, { member }: Pick<Why, 'member'>, me: string | undefined) {
  return {
    who: whoIs(member.id, me),
    name: member.name,
    group: group?.name ?? '',
    by: by?.name ?? '',
    through: through?.name ?? '',
  };
}

/** The user groups that a way leads through, the one the member is in first. */
export function groupsOf({ through, by }: Pick<Way, 'through' | 'by'>): { id: string; name: string }[] {
  return [through, by].filter((group) => group !== null);
}

/** Whether somebody could give what is missing: an approval or a reinstatement is none of it. */
export function isToGive({ missing }: Pick<Why, 'missing'>): boolean {
  return missing.includes('access') || missing.includes('only-own');
}

/** How a sentence speaks of a member: to who asks, or of another. */
export function whoIs(memberId: string, me: string | undefined): 'me' | 'other' {
  return memberId === me ? 'me' : 'other';
}
