import type { computerRow } from '@latchkey/contract/computer';
import type { MessageId } from '@latchkey/messages/catalogue';
import type * as z from 'zod';
import type { Tone } from './Badge.tsx';

/** A row of the computers list. */
export type Computer = z.output<typeof computerRow>;

/** What there is to be said about how a computer stands. */
export type ComputerState = 'online' | 'offline' | 'waiting' | 'needs_code' | 'locked' | 'quarantined';

const tones: Record<ComputerState, Tone> = {
  online: 'good',
  offline: 'neutral',
  waiting: 'info',
  needs_code: 'warn',
  locked: 'bad',
  quarantined: 'bad',
};

type Standing = Pick<Computer, 'status' | 'online' | 'needs_code' | 'locked'> & { quarantined?: boolean };

/** How a computer stands (C3): there or not, and what keeps people out of it. One that waits for approval is nothing else yet. */
export function statesOf({ status, online, needs_code, locked, quarantined = false }: Standing): ComputerState[] {
  if (status === 'waiting') return ['waiting'];
  const presence = online ? 'online' : 'offline';
  const troubles = { quarantined, locked, needs_code };
  return [presence, ...(['quarantined', 'locked', 'needs_code'] as const).filter((trouble) => troubles[trouble])];
}

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
