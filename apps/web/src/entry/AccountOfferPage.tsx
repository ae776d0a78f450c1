import { openAccountOffer } from '@latchkey/contract/account';
import type { Reply } from '@latchkey/contract/operation';
import { EntryFrame } from '../kit/EntryFrame.tsx';
import { useSay } from '../kit/sentence.ts';
import { deadAccountOfferLink } from './dead-link.ts';
import { OfferPage } from './OfferPage.tsx';
import { accountAcceptance } from './offers.ts';
import { useOfferedLanguage } from './use-offered-language.ts';
import { WayIn } from './WayIn.tsx';

/** The account that the operator offers by mail: whoever opens it becomes its holder. */
export function AccountOfferPage() {
  return (
    <OfferPage opening={openAccountOffer} deadOf={deadAccountOfferLink} loading="entry.account-offer.loading">
      {(open) => <AccountOffer {...open} />}
    </OfferPage>
  );
}

type AccountOfferProps = { link: string; opened: Reply<typeof openAccountOffer>; onStale: () => void };

function AccountOffer({ link, opened, onStale }: AccountOfferProps) {
  const say = useSay();
  const onLanguage = useOfferedLanguage(opened.language);
  return (
    <EntryFrame
      title={say('entry.account-offer.title', { company: opened.company_name })}
      lead={say('entry.account-offer.lead')}
      onLanguage={onLanguage}
      below={<p>{say('entry.account-offer.ignore')}</p>}
    >
      <WayIn link={link} opened={opened} acceptance={accountAcceptance} onStale={onStale} />
    </EntryFrame>
  );
}
