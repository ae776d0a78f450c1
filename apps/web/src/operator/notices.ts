import type { listNotices } from '@latchkey/contract/operator';
import type { Reply } from '@latchkey/contract/operation';
import { refuseNotice, type NoticeKind } from '@latchkey/domain/notice';
import type { Tone } from '../kit/Badge.tsx';
import type { Problem } from '../kit/problem.ts';

/** A notice in the operator's list. */
export type Listed = Reply<typeof listNotices>['items'][number];

/** A notice as it is typed; times as the fields have them, in the zone of this browser. */
export type Typed = { kind: string; text: string; starts_at: string; ends_at: string };

export const nothingTyped: Typed = { kind: 'maintenance', text: '', starts_at: '', ends_at: '' };

/** The notice that was typed, moments in UTC. */
export function noticeOf({ kind, text, starts_at, ends_at }: Typed) {
  return { kind: kind as NoticeKind, text, starts_at: momentOf(starts_at), ends_at: momentOf(ends_at) };
}

/** The moment in a field of day and time; nothing where none, or half of one, is typed. */
export function momentOf(typed: string): string | null {
  const moment = new Date(typed);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}

/** What is wrong with the times that are typed, by the same rule as the server's. */
export function problemsOfNotice(typed: Typed, now: Date): { ends_at?: Problem } {
  const [starts_at, ends_at] = [typed.starts_at, typed.ends_at].map((time) => (time === '' ? null : new Date(time)));
  const refusal = refuseNotice({ starts_at: starts_at ?? null, ends_at: ends_at ?? null }, now);
  return refusal === undefined ? {} : { ends_at: { id: 'operator.notices.ends.problem' } };
}

const tones: Record<Listed['state'], Tone> = { planned: 'info', shown: 'warn', over: 'neutral' };

/** The badge of how a notice stands. */
export function stateOf({ state }: Pick<Listed, 'state'>) {
  return { id: `operator.notices.state.${state}`, tone: tones[state] } as const;
}
