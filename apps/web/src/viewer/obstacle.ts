import type { MessageId } from '@latchkey/messages/catalogue';

/** What of a computer tells whether connecting can work. */
type Standing = {
  status: string;
  online: boolean;
  needs_code: boolean;
  locked: boolean;
  reached: boolean;
  quarantined: boolean;
};

/** What stands in the way before anybody types a code, the most lasting first; nothing when it may work. The server decides anyway. */
export function obstacleOf(computer: Standing): MessageId | undefined {
  if (computer.status === 'waiting') return 'viewer.waiting';
  if (!computer.reached) return 'viewer.not-reached';
  if (computer.quarantined) return 'refusal.computer-quarantined';
  if (computer.needs_code) return 'refusal.computer-needs-code';
  if (computer.locked) return 'refusal.computer-locked';
  if (!computer.online) return 'refusal.computer-offline';
  return undefined;
}
