import { keepNotBrought, type NotBrought } from '../kit/not-brought.ts';
import { tabStore } from '../kit/storage.ts';

type Accepted = { account_id: string } | { account_id: string; not_brought: NotBrought };

/** The account that an accepted offer leads into; what it could not bring is told there (I10). */
export function landing(accepted: Accepted): string {
  keepNotBrought(tabStore(), accepted.account_id, 'not_brought' in accepted ? accepted.not_brought : []);
  return accepted.account_id;
}
