import type { MessageId } from '@latchkey/messages/catalogue';
import type { ViewerEnd } from '@latchkey/wire/viewer-session-state';

/** Reasons of computers and servers that have a sentence of their own (`viewer.over.<reason>`). */
const reasons = [
  'ended',
  'mine',
  'revoked',
  'suspended',
  'removed',
  'signed-out',
  'left',
  'idle',
  'host-ended',
  'replaced',
  'lost',
  'restarted',
  'unopened',
  'no-screen',
  'fault',
  'refused',
  'no-crypto',
] as const;
type Reason = (typeof reasons)[number];

/** What a computer says no with before any code is tried; some of it the server says as well, and in the same words. */
const refusals: Readonly<Record<string, MessageId>> = {
  locked: 'refusal.computer-locked',
  busy: 'viewer.refused.busy',
  'no-code': 'refusal.computer-needs-code',
  capped: 'viewer.refused.capped',
  'no-screen': 'viewer.refused.no-screen',
  quarantined: 'refusal.computer-quarantined',
  unlisted: 'viewer.refused.unlisted',
  version: 'viewer.refused.version',
};

/** How a session is told to be over. `form`: above the code form, to try again at once; `page`: on a page of its own. */
export type Over = {
  at: 'form' | 'page';
  id: MessageId;
  /** Whether the code, or the computer’s key, was the trouble: the two look alike (C5). */
  isCode: boolean;
  /** Whether connecting again is worth offering. */
  mayRetry: boolean;
};

/** Nothing changes that by itself, or soon: trying again would say the same. */
const FINAL = new Set<string>(['revoked', 'suspended', 'removed', 'signed-out', 'left']);

/** What is said of the end of a session. A reason that a newer computer or server has is told in general words. */
export function overOf({ reason, code }: ViewerEnd, hadOpened: boolean): Over {
  if (reason === 'wrong-code' || reason === 'other-key')
    return { at: 'form', id: 'viewer.wrong-code', isCode: true, mayRetry: true };
  const id = reason === 'refused' && code !== undefined ? refusals[code] : overId(reason);
  const isBefore = !hadOpened && !FINAL.has(reason);
  return {
    at: isBefore ? 'form' : 'page',
    id: id ?? 'viewer.over.refused',
    isCode: false,
    mayRetry: !FINAL.has(reason),
  };
}

function overId(reason: string): MessageId {
  // What the computer counted as wrong while this page was on its way back with the same code.
  if (reason === 'failed') return 'viewer.over.unopened';
  const known = reasons.find((one): one is Reason => one === reason);
  if (known !== undefined) return `viewer.over.${known}`;
  // What the computer refuses although the code was right: it was locked meanwhile, say.
  return refusals[reason] ?? 'viewer.over.other';
}

/** How a key of a computer is compared by people: the first 20 bytes of its SHA-256 in groups of four digits (docs/protocol.md). */
export async function fingerprintOf(hostKey: Uint8Array): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(hostKey)));
  const digits = Array.from(hash.subarray(0, 20), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return (digits.match(/.{4}/g) ?? []).join(' ');
}
