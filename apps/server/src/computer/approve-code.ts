import { approveCode as operation } from '@latchkey/contract/code-approval';
import { steps } from '../kit/operation.ts';
import { answerApproval, withApproval } from './code-approvals.ts';
import { openGrant } from './grants.ts';
import { lockComputers } from './locking.ts';

/** For oneself and nobody else (C6): an owner sets the base code, everybody else their own copy, which begins here if it has to (S4). */
export const approveCode = steps(operation, async ({ kit, asked, me, body }) =>
  withApproval(kit, { me, nonce: body.nonce }, async (began, approval) => {
    const { account_id: accountId, computer_id: computerId, member_id: memberId, is_owner: isOwner } = approval;
    await lockComputers(began.tx, accountId, [computerId]);
    const of = { accountId, computerId, memberId, personId: me.person_id };
    const grant = isOwner ? undefined : await openGrant(began, of);
    const answer = { state: 'approved', grantId: grant?.id ?? null, act: operation.id, asked } as const;
    await answerApproval(began, approval, answer);
    return {};
  }),
);
