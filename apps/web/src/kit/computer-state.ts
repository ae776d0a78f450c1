import type { computerStatuses } from '@latchkey/domain/computer';

type ComputerStatus = (typeof computerStatuses)[number];

/** What there is to be said about how a computer stands. */
export type ComputerState = 'online' | 'offline' | 'waiting' | 'needs_code' | 'locked' | 'quarantined';

/** How a computer stands, as far as it is known. */
export type Standing = {
  status: ComputerStatus;
  online: boolean;
  needs_code: boolean;
  locked: boolean;
  quarantined?: boolean;
};

/** How a computer stands (C3): there or not, and what keeps people out of it. One that waits for approval is nothing else yet. */
export function statesOf({ status, online, needs_code, locked, quarantined = false }: Standing): ComputerState[] {
  if (status === 'waiting') return ['waiting'];
  const presence = online ? 'online' : 'offline';
  const troubles = { quarantined, locked, needs_code };
  return [presence, ...(['quarantined', 'locked', 'needs_code'] as const).filter((trouble) => troubles[trouble])];
}

/** Whether who looks at it can connect now, as far as is known. */
export function isOpen({ reached, ...standing }: Standing & { reached: boolean }): boolean {
  return reached && statesOf(standing).join() === 'online';
}
