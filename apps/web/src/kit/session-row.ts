import type { listLocks } from '@latchkey/contract/computer-locks';
import type { Reply } from '@latchkey/contract/operation';
import type { listSessions } from '@latchkey/contract/session';
import type { MessageId } from '@latchkey/messages/catalogue';
import type { Tone } from './Badge.tsx';

export type Session = Reply<typeof listSessions>['items'][number];
export type Lock = Reply<typeof listLocks>['items'][number];

/** How a session stands: the access code is still to come, under way, or over. */
export function sessionBadge({ state }: Pick<Session, 'state'>): { id: MessageId; tone: Tone } {
  const tones = { asked: 'info', open: 'good', ended: 'neutral' } as const;
  return { id: `sessions.state.${state}`, tone: tones[state] };
}

/** Why a session is over, as a sentence; nothing while it goes on. */
export function endingOf({ ending, ended_by: by }: Pick<Session, 'ending' | 'ended_by'>): MessageId | undefined {
  if (ending === null) return undefined;
  return ending === 'ended' && by !== null ? 'sessions.ending.ended-by' : `sessions.ending.${ending}`;
}

const MINUTE_MS = 60_000;

/** How long a session lasted or has lasted by now, in whole minutes; nothing where it never opened. */
export function minutesOf(session: Pick<Session, 'opened_at' | 'ended_at'>, now: number): number | undefined {
  if (session.opened_at === null) return undefined;
  const end = session.ended_at === null ? now : Date.parse(session.ended_at);
  return Math.max(0, Math.floor((end - Date.parse(session.opened_at)) / MINUTE_MS));
}

/** How a lock stands: it keeps everybody out, only who caused it, or was lifted. */
export function lockBadge({ ended_at: ended, is_personal: isPersonal }: Pick<Lock, 'ended_at' | 'is_personal'>): {
  id: MessageId;
  tone: Tone;
} {
  if (ended !== null) return { id: 'sessions.lock.lifted', tone: 'neutral' };
  return isPersonal ? { id: 'sessions.lock.personal', tone: 'warn' } : { id: 'sessions.lock.all', tone: 'bad' };
}
