import { declineCode as operation } from '@latchkey/contract/code-approval';
import { steps } from '../kit/operation.ts';
import { answerApproval, withApproval } from './code-approvals.ts';

export const declineCode = steps(operation, async ({ kit, asked, me, body }) =>
  withApproval(kit, { me, nonce: body.nonce }, async (began, approval) => {
    await answerApproval(began, approval, { state: 'declined', grantId: null, act: operation.id, asked });
    return {};
  }),
);
