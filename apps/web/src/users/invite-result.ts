import { textOf, type PastedInvitee } from '@latchkey/domain/invitees';
import type { Refusal, RefusalCode } from '@latchkey/domain/refusal';
import { understoodIn, type Typed } from './invite.ts';
import { outcomeOf, type BulkAnswer, type RefusedLine } from '../kit/bulk-lines.ts';

/** Somebody who was invited just now. */
export type InvitedUser = { member_id: string; email: string };

/** What came of an act, line by line: nothing that was pasted is missing but what stood there twice. */
export type Sent = {
  invited: readonly InvitedUser[];
  refused: readonly RefusedLine<PastedInvitee>[];
  /** Not sent, because they need a look first. */
  look: readonly PastedInvitee[];
  /** Not sent, because one act takes only so many. */
  over: readonly PastedInvitee[];
};

/** Puts the answer to an act beside the lines it was about. */
export function sentOf(typed: Pick<Typed, 'text'>, answer: BulkAnswer<{ member_id: string }>): Sent {
  const { now, look, over } = understoodIn(typed.text);
  const { done, refused } = outcomeOf(now, answer);
  const invited = done.map(({ item, result }) => ({ member_id: result.member_id, email: item.email ?? item.text }));
  return { invited, refused, look, over };
}

/** Why nobody has to be invited any more: they are in the account already, one way or another. */
const settling = ['already-invited', 'suspended-here', 'already-a-member'] as const;
type Settling = (typeof settling)[number];

function isSettled({ refusal }: RefusedLine<PastedInvitee>): boolean {
  return (settling as readonly RefusalCode[]).includes(refusal.code);
}

/** The lines that are still to be invited, in the order they were typed. */
export function leftOf({ refused, look, over }: Sent): PastedInvitee[] {
  const again = refused.filter((line) => !isSettled(line)).map(({ item }) => item);
  return [...again, ...look, ...over].toSorted((one, other) => one.line - other.line);
}

/** The text with which the form goes on. */
export function textLeft(sent: Sent): string {
  return textOf(leftOf(sent));
}

export type Groups = Readonly<Record<Settling, readonly RefusedLine<PastedInvitee>[]>> & {
  other: readonly RefusedLine<PastedInvitee>[];
};

/** The refused lines by what can be done about them. */
export function groupsOf({ refused }: Sent): Groups {
  const coded = (code: Settling) => refused.filter(({ refusal }) => refusal.code === code);
  return {
    'already-invited': coded('already-invited'),
    'suspended-here': coded('suspended-here'),
    'already-a-member': coded('already-a-member'),
    other: refused.filter((line) => !isSettled(line)),
  };
}

/** Who somebody is in the account who needs no invitation: the refusal says it. */
export function memberIn(refusal: Refusal): string | undefined {
  const isKnown = refusal.code === 'already-invited' || refusal.code === 'suspended-here';
  return isKnown ? refusal.member_id : undefined;
}

/** What is wrong with a line in the words of the API, where it said more than a code. */
export function problemIn(refusal: Refusal): string | undefined {
  return refusal.code === 'invalid' ? refusal.problems[0]?.problem : undefined;
}
