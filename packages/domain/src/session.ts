/** Asked: the computer was told; open: the access code was right. */
export const sessionStates = ['asked', 'open', 'ended'] as const;

/** Why a session is over: somebody ended it, a right was lost (C9), or it ended by itself. */
export const sessionEndings = [
  'ended',
  'revoked',
  'suspended',
  'removed',
  'signed-out',
  'left',
  'idle',
  'host-ended',
  'lost',
  'refused',
  'locked',
  'unopened',
] as const;
export type SessionEnding = (typeof sessionEndings)[number];

/** On so many computers at once a member may be asked for an access code: who tries codes locks no more than this at a time (S5). */
export const MOST_ASKED = 3;
