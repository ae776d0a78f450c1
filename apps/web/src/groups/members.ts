import type { listGroupMembers } from '@latchkey/contract/group';
import type { Reply } from '@latchkey/contract/operation';
import type { MemberStatus } from '@latchkey/domain/member';
import type { Tone } from '../kit/Badge.tsx';
import type { Pick } from '../kit/picks.ts';

/** Somebody who is in a group. */
export type Member = Reply<typeof listGroupMembers>['items'][number];

/** What somebody is called: their name, else their address. */
export function nameOf({ name, email }: { name: string; email: string }): string {
  return name === '' ? email : name;
}

/** Somebody as one of many to pick from. */
export function pickOf(user: { id: string; name: string; email: string }): Pick {
  return user.name === '' ? { id: user.id, label: user.email } : { id: user.id, label: user.name, hint: user.email };
}

export const tones: Record<MemberStatus, Tone> = {
  invited: 'info',
  active: 'good',
  suspended: 'warn',
  removed: 'neutral',
};

/** Those of the picked whom a list has, and those who were picked before and are not in it now: each once, in their order. */
export function chosenAmong(options: readonly Pick[], before: readonly Pick[], ids: readonly string[]): Pick[] {
  const known = new Map([...before, ...options].map((one) => [one.id, one]));
  return ids.flatMap((id) => known.get(id) ?? []);
}
