/** Asked: the computer was told; open: the access code was right. */
export const sessionStates = ['asked', 'open', 'ended'] as const;

/**
 * Why a session is over: somebody ended it, a right was lost (C9), or it ended by itself. Nobody got in: `unopened` when no access code
 * came, `failed` when a wrong one did, `refused` or `locked` when the computer took none. `lost`, `restarted`, `no-screen` and `fault`
 * are of sessions that were open.
 */
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
  'failed',
  'no-screen',
  'fault',
  'restarted',
] as const;
export type SessionEnding = (typeof sessionEndings)[number];

/** What only a session that was open can end by. */
const ofOpenOnes = new Set<SessionEnding>(['lost', 'idle', 'no-screen', 'fault', 'restarted']);
const ofUnopened = new Set<SessionEnding>(['unopened', 'failed']);

/**
 * The ending to write down for what ended a session: whoever noticed may not know whether anybody ever got in, nor whether a wrong access
 * code was counted.
 */
export function endingFor(noticed: SessionEnding, session: { wasOpen: boolean; hasFailed: boolean }): SessionEnding {
  if (session.wasOpen) return ofUnopened.has(noticed) ? 'lost' : noticed;
  if (noticed === 'no-screen') return 'refused';
  if (!ofOpenOnes.has(noticed) && noticed !== 'unopened') return noticed;
  return session.hasFailed ? 'failed' : 'unopened';
}

/** Endings of sessions that nobody got into, other than by a lock or by losing a right: what is told as one that did not open. */
export function isShut(ending: SessionEnding): boolean {
  return ofUnopened.has(ending) || ending === 'refused';
}

/** On so many computers at once a member may be asked for an access code: who tries codes locks no more than this at a time (S5). */
export const MOST_ASKED = 3;
