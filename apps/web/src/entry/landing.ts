import type { acceptAccountOffer } from '@latchkey/contract/account';
import type { acceptInvitation } from '@latchkey/contract/invitation';
import type { Reply } from '@latchkey/contract/operation';
import { keepNotBrought } from '../kit/not-brought.ts';
import { tabStore } from '../kit/storage.ts';

type Accepted = Reply<typeof acceptInvitation> | Reply<typeof acceptAccountOffer>;

/** The account that an accepted offer leads into; what it could not bring is told there (I10). */
export function landing(accepted: Accepted): string {
  keepNotBrought(tabStore(), accepted.account_id, 'not_brought' in accepted ? accepted.not_brought : []);
  return accepted.account_id;
}
