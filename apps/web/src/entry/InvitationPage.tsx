import { openInvitation } from '@latchkey/contract/invitation';
import type { Reply } from '@latchkey/contract/operation';
import { useEffect, useRef, useState } from 'react';
import { RefusedError } from '../kit/call.ts';
import { EntryFrame } from '../kit/EntryFrame.tsx';
import { useMailedLink } from '../kit/mailed-link.ts';
import { useCall } from '../kit/query.ts';
import { useLanguage, useSay } from '../kit/sentence.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { deadInvitationLink } from './dead-link.ts';
import { DeadLinkPage } from './DeadLinkPage.tsx';
import { DeclineButton } from './DeclineButton.tsx';
import { Offer } from './Offer.tsx';
import { WayIn } from './WayIn.tsx';

/** What an opened invitation says. */
export type Opened = Reply<typeof openInvitation>;

const unknown = deadInvitationLink({ code: 'link-unknown' });
const declined = deadInvitationLink({ code: 'link-declined' });

/** A mailed invitation. Opening it changes nothing; only a button does (I7). */
export function InvitationPage() {
  const link = useMailedLink();
  if (link === undefined) return unknown === undefined ? null : <DeadLinkPage dead={unknown} />;
  return <OpenedInvitation key={link} link={link} />;
}

function OpenedInvitation({ link }: { link: string }) {
  const say = useSay();
  const [isDeclined, setDeclined] = useState(false);
  const opened = useCall(openInvitation, { body: { link } });
  const onLanguage = useOfferedLanguage(opened.data?.language);
  const refetch = () => void opened.refetch();
  const dead = opened.error instanceof RefusedError ? deadInvitationLink(opened.error.refusal) : undefined;
  if (isDeclined && declined !== undefined) return <DeadLinkPage key="declined" dead={declined} />;
  if (dead !== undefined) return <DeadLinkPage key="dead" dead={dead} />;
  if (opened.data === undefined) {
    return (
      <EntryFrame title={say('entry.invitation.loading')}>
        {opened.error ? <FailedState error={opened.error} onRetry={refetch} /> : <Skeleton />}
      </EntryFrame>
    );
  }
  const { company_name, invited_by } = opened.data;
  return (
    <EntryFrame
      title={say('entry.invitation.title', { company: company_name })}
      lead={invited_by === '' ? undefined : say('entry.invitation.by', { name: invited_by })}
      onLanguage={onLanguage}
      below={<DeclineButton link={link} company={company_name} onDeclined={() => setDeclined(true)} />}
    >
      <Offer opened={opened.data} />
      <WayIn link={link} opened={opened.data} onStale={refetch} />
    </EntryFrame>
  );
}

/** Speaks the language of the invitation, unless the reader has chosen one on this page. Gives what hears the choice. */
function useOfferedLanguage(offered: Opened['language'] | undefined): () => void {
  const { speak } = useLanguage();
  const hasChosen = useRef(false);
  useEffect(() => {
    if (offered !== undefined && !hasChosen.current) void speak(offered);
  }, [offered, speak]);
  return () => {
    hasChosen.current = true;
  };
}
