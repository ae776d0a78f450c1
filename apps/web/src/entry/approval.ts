import type { Refusal, RefusalCode } from '@latchkey/domain/refusal';
import type { MessageId } from '@latchkey/messages/catalogue';

/** Why there is nothing to approve: what happened, in two sentences. `foreign`: perhaps it is somebody else's. */
export type Over = { title: MessageId; text: MessageId; isForeign: boolean };

const over: Partial<Record<RefusalCode, Over>> = {
  'approval-used': { title: 'approval.used', text: 'approval.again', isForeign: false },
  'approval-expired': { title: 'approval.expired', text: 'approval.again', isForeign: false },
  'approval-declined': { title: 'approval.declined', text: 'approval.again', isForeign: false },
  'not-found': { title: 'approval.foreign', text: 'approval.foreign.text', isForeign: true },
};

/** How what a computer asked ended for who looks at it (C6), or nothing when the refusal is about something else. */
export function overBy(refusal: Refusal): Over | undefined {
  return over[refusal.code];
}

/** Six digits in two groups of three, as the computer shows them. */
export function groupedDigits(digits: string): string {
  return `${digits.slice(0, 3)} ${digits.slice(3)}`;
}
