import { approvalStates } from '@latchkey/domain/code-approval';
import * as z from 'zod';
import { operation } from './operation.ts';
import { done, id, moment } from './shapes.ts';

/** Bytes as base64url without padding, of exactly that many bytes. */
function bytes(count: number) {
  const characters = Math.ceil((count * 8) / 6);
  return z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${characters}}$`), { message: 'invalid' });
}

/** What a computer asks, signed with its device key: Ed25519 over lp(purpose, public URL, computer_id, at, …fields), see docs/protocol.md. */
const signed = { computer_id: id, at: moment, signature: bytes(64) };

/** Both screens have it: the computer's shows it behind `#` of an address, the browser posts it. */
const nonce = bytes(32);

export const leaveByComputer = operation({
  id: 'computer.leave',
  scope: 'public',
  method: 'POST',
  path: '/leave',
  summary: 'Takes the computer that asks out of its account: whoever administers it has done so there (C2).',
  body: z.strictObject(signed),
  reply: done,
  refusals: ['wrong-signature', 'clock-differs', 'computer-quarantined'],
});

export const askCodeApproval = operation({
  id: 'computer.ask-code-approval',
  scope: 'public',
  method: 'POST',
  path: '/code-approvals',
  summary:
    'Asks for the approval of somebody who forgot their access code and sets a new one at the computer (C6); asked again, says what came of it.',
  body: z.strictObject({ ...signed, nonce }),
  reply: z.strictObject({
    state: z.enum(approvalStates),
    /** Who approved. */
    person_id: id.nullable(),
    /** The copy of a code that is theirs; an owner has none. */
    grant_id: id.nullable(),
  }),
  refusals: [
    'wrong-signature',
    'clock-differs',
    'computer-quarantined',
    'computer-removed',
    'computer-waiting',
    'approval-used',
    'approval-expired',
  ],
  unaudited: 'nothing happens until somebody approves, and that is in the log',
});

export const openCodeApproval = operation({
  id: 'computer.open-code-approval',
  scope: 'person',
  method: 'POST',
  path: '/code-approvals/open',
  summary: 'Shows what a computer asks the caller to approve. Who has no code to set there finds nothing.',
  body: z.strictObject({ nonce }),
  reply: z.strictObject({
    account_id: id,
    company_name: z.string(),
    computer: z.strictObject({ id, name: z.string() }),
    /** The six digits that the computer shows, too. */
    comparison: z.string(),
    /** The code to set is the one that others start with. */
    is_owner: z.boolean(),
    expires_at: moment,
  }),
  refusals: ['not-found', 'approval-used', 'approval-declined', 'approval-expired'],
  unaudited: 'it only looks',
});

export const approveCode = operation({
  id: 'computer.approve-code',
  scope: 'person',
  method: 'POST',
  path: '/code-approvals/approve',
  summary: 'Lets whoever is at the computer set a new access code for the caller, once, within five minutes (C6).',
  body: z.strictObject({ nonce }),
  reply: done,
  refusals: ['not-found', 'approval-used', 'approval-declined', 'approval-expired'],
  fresh: true,
});

export const declineCode = operation({
  id: 'computer.decline-code',
  scope: 'person',
  method: 'POST',
  path: '/code-approvals/decline',
  summary: 'Refuses what a computer asks the caller to approve; nothing is changed there.',
  body: z.strictObject({ nonce }),
  reply: done,
  refusals: ['not-found', 'approval-used', 'approval-declined', 'approval-expired'],
});
