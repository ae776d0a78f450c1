import type { openAccountOffer } from '@latchkey/contract/account';
import type { openInvitation } from '@latchkey/contract/invitation';
import type { Reply } from '@latchkey/contract/operation';
import type { Refusal } from '@latchkey/domain/refusal';
import type { MessageId } from '@latchkey/messages/catalogue';
import type { ReactNode } from 'react';
import { RefusedError } from '../kit/call.ts';
import { EntryFrame } from '../kit/EntryFrame.tsx';
import { useMailedLink } from '../kit/mailed-link.ts';
import { useCall } from '../kit/query.ts';
import type { GivenHere } from '../kit/request.ts';
import { useSay } from '../kit/sentence.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import type { DeadLink } from './dead-link.ts';
import { DeadLinkPage } from './DeadLinkPage.tsx';

type Opening = typeof openInvitation | typeof openAccountOffer;

type OfferProps<O extends Opening> = {
  opening: O;
  /** How a refusal ended the link, or nothing when it is about something else. */
  deadOf: (refusal: Refusal) => DeadLink | undefined;
  loading: MessageId;
  /** The page of an offer that still stands; `onStale` reads it again. */
  children: (open: { link: string; opened: Reply<O>; onStale: () => void }) => ReactNode;
};

/** A page behind a mailed link that offers something. Opening it changes nothing; only a button does (I7). */
export function OfferPage<O extends Opening>(props: OfferProps<O>) {
  const link = useMailedLink();
  const unknown = props.deadOf({ code: 'link-unknown' });
  if (link === undefined) return unknown === undefined ? null : <DeadLinkPage dead={unknown} />;
  return <OpenOffer key={link} link={link} {...props} />;
}

function OpenOffer<O extends Opening>({ link, opening, deadOf, loading, children }: OfferProps<O> & { link: string }) {
  const say = useSay();
  const opened = useCall<O>(opening, { body: { link } } as GivenHere<O>);
  const refetch = () => void opened.refetch();
  const dead = opened.error instanceof RefusedError ? deadOf(opened.error.refusal) : undefined;
  if (dead !== undefined) return <DeadLinkPage key="dead" dead={dead} />;
  if (opened.data === undefined) {
    return (
      <EntryFrame title={say(loading)}>
        {opened.error ? <FailedState error={opened.error} onRetry={refetch} /> : <Skeleton />}
      </EntryFrame>
    );
  }
  return children({ link, opened: opened.data, onStale: refetch });
}
