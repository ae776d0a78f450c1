import type { Refusal } from './refusal.ts';

/** Somebody who forgot their access code is asked for in a browser (C6): still to answer, or how it was answered. */
export const approvalStates = ['waiting', 'declined', 'approved'] as const;
export type ApprovalState = (typeof approvalStates)[number];

/** For how long what a computer asked for can be approved, and be told to it. */
export const APPROVAL_MINUTES = 5;
/** The moment that a computer signs with what it asks is at most so far from the server's. */
export const SIGNED_WITHIN_MS = 5 * 60_000;

/** What a computer says who it is by: whether its account still has it, lets it in, and believes its key. */
export type Asker = { status: string; is_quarantined: boolean; at: Date; now: Date };

/** Says why what a computer asks with its key is not listened to, though the signature is right. */
export function refuseAsker({ status, is_quarantined, at, now }: Asker): Refusal | undefined {
  if (Math.abs(now.getTime() - at.getTime()) > SIGNED_WITHIN_MS) return { code: 'clock-differs' };
  if (status === 'removed') return { code: 'computer-removed' };
  return is_quarantined ? { code: 'computer-quarantined' } : undefined;
}

export type Approval = { state: ApprovalState; expires_at: Date; now: Date };

/** Says why something can't be approved or declined any more, as its person is told. */
export function refuseAnswer({ state, expires_at, now }: Approval): Refusal | undefined {
  if (state === 'approved') return { code: 'approval-used' };
  if (state === 'declined') return { code: 'approval-declined' };
  return now >= expires_at ? { code: 'approval-expired' } : undefined;
}

/** Says why a computer is not told what came of its asking: it was told already, or too late. That it was declined it may hear again. */
export function refuseTelling({
  state,
  expires_at,
  now,
  told_at,
}: Approval & { told_at: Date | null }): Refusal | undefined {
  if (state === 'declined') return undefined;
  if (told_at !== null) return { code: 'approval-used' };
  return now >= expires_at ? { code: 'approval-expired' } : undefined;
}
