import { openInvitation } from '@latchkey/contract/invitation';
import { useState } from 'react';
import { EntryFrame } from '../kit/EntryFrame.tsx';
import { useSay } from '../kit/sentence.ts';
import { deadInvitationLink } from './dead-link.ts';
import { DeadLinkPage } from './DeadLinkPage.tsx';
import { DeclineButton } from './DeclineButton.tsx';
import { InviterNote } from './InviterNote.tsx';
import { OfferPage } from './OfferPage.tsx';
import { invitationAcceptance, type OpenedInvitation } from './offers.ts';
import { useOfferedLanguage } from './use-offered-language.ts';
import { WayIn } from './WayIn.tsx';

const declined = deadInvitationLink({ code: 'link-declined' });

/** A mailed invitation (I4 to I7). */
export function InvitationPage() {
  return (
    <OfferPage opening={openInvitation} deadOf={deadInvitationLink} loading="entry.invitation.loading">
      {(open) => <Invitation {...open} />}
    </OfferPage>
  );
}

type InvitationProps = { link: string; opened: OpenedInvitation; onStale: () => void };

function Invitation({ link, opened, onStale }: InvitationProps) {
  const say = useSay();
  const [isDeclined, setDeclined] = useState(false);
  const onLanguage = useOfferedLanguage(opened.language);
  if (isDeclined && declined !== undefined) return <DeadLinkPage key="declined" dead={declined} />;
  const { company_name: company, invited_by: inviter } = opened;
  return (
    <EntryFrame
      title={say('entry.invitation.title', { company })}
      lead={inviter === '' ? undefined : say('entry.invitation.by', { name: inviter })}
      onLanguage={onLanguage}
      below={<DeclineButton link={link} company={company} onDeclined={() => setDeclined(true)} />}
    >
      <InviterNote opened={opened} />
      <WayIn link={link} opened={opened} acceptance={invitationAcceptance} onStale={onStale} />
    </EntryFrame>
  );
}
