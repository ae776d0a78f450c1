import type { computerRow } from '@latchkey/contract/computer';
import type { MessageId } from '@latchkey/messages/catalogue';
import type * as z from 'zod';
import type { Tone } from './Badge.tsx';
import { statesOf, type ComputerState, type Standing } from './computer-state.ts';

/** A row of the computers list. */
export type Computer = z.output<typeof computerRow>;

const tones: Record<ComputerState, Tone> = {
  online: 'good',
  offline: 'neutral',
  waiting: 'info',
  needs_code: 'warn',
  locked: 'bad',
  quarantined: 'bad',
};

/** The badge of a state. */
export function stateBadge(state: ComputerState): { id: MessageId; tone: Tone } {
  return { id: `computers.state.${state}`, tone: tones[state] };
}

/** Why nobody can connect at the moment, as a sentence; nothing while somebody who reaches it can. */
export function hindrance(computer: Standing): MessageId | undefined {
  const [first, trouble] = statesOf(computer);
  if (first === 'waiting') return 'computers.hindered.waiting';
  if (trouble === 'quarantined' || trouble === 'locked' || trouble === 'needs_code')
    return `computers.hindered.${trouble}`;
  return first === 'offline' ? 'computers.hindered.offline' : undefined;
}
