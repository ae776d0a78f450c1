import { openCodeApproval as operation } from '@latchkey/contract/code-approval';
import { steps } from '../kit/operation.ts';
import { comparisonOf, withApproval } from './code-approvals.ts';

/** Looking changes nothing. */
export const openCodeApproval = steps(operation, async ({ kit, me, body }) =>
  withApproval(kit, { me, nonce: body.nonce }, async (_began, approval) => ({
    account_id: approval.account_id,
    company_name: approval.company_name,
    computer: { id: approval.computer_id, name: approval.computer_name },
    comparison: comparisonOf(kit, approval.computer_id, body.nonce),
    is_owner: approval.is_owner,
    expires_at: approval.expires_at.toISOString(),
  })),
);
