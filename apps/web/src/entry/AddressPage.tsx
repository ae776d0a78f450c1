import { confirmAddress, openAddressLink } from '@latchkey/contract/person';
import type { Reply } from '@latchkey/contract/operation';
import { useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { RefusedError } from '../kit/call.ts';
import { EntryFrame } from '../kit/EntryFrame.tsx';
import { Stack, Text } from '../kit/Layout.tsx';
import { ButtonLink } from '../kit/Link.tsx';
import { useMailedLink } from '../kit/mailed-link.ts';
import { Notice } from '../kit/Notice.tsx';
import { useAct, useCall } from '../kit/query.ts';
import { useErrorSentence, useSay } from '../kit/sentence.ts';
import { useSignOut } from '../kit/sign-out.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { deadAddressLink } from './dead-link.ts';
import { DeadLinkPage } from './DeadLinkPage.tsx';
import { SignInForm } from './SignInForm.tsx';

type Opened = Reply<typeof openAddressLink>;

const unknown = deadAddressLink({ code: 'link-unknown' });

/** Confirms an address with a mailed link (P10). Opening it changes nothing; only the button does. */
export function AddressPage() {
  const link = useMailedLink();
  if (link === undefined) return unknown === undefined ? null : <DeadLinkPage dead={unknown} />;
  return <OpenedLink key={link} link={link} />;
}

function OpenedLink({ link }: { link: string }) {
  const say = useSay();
  // What came of confirming stays in sight, though the link is used up by it.
  const [confirmed, setConfirmed] = useState<{ isDone: boolean; email: string }>();
  const opened = useCall(openAddressLink, { body: { link } });
  const dead = opened.error instanceof RefusedError ? deadAddressLink(opened.error.refusal) : undefined;
  if (confirmed !== undefined) return <Confirmed key="done" {...confirmed} />;
  if (dead !== undefined) return <DeadLinkPage key="dead" dead={dead} />;
  if (opened.data === undefined) {
    return (
      <EntryFrame title={say('entry.address.title')}>
        {opened.error ? <FailedState error={opened.error} onRetry={() => void opened.refetch()} /> : <Skeleton />}
      </EntryFrame>
    );
  }
  return (
    <Confirming link={link} opened={opened.data} onSignedIn={() => void opened.refetch()} onConfirmed={setConfirmed} />
  );
}

type ConfirmingProps = {
  link: string;
  opened: Opened;
  onSignedIn: () => void;
  onConfirmed: (confirmed: { isDone: boolean; email: string }) => void;
};

function Confirming({ link, opened, onSignedIn, onConfirmed }: ConfirmingProps) {
  const say = useSay();
  const failed = useErrorSentence();
  const leave = useSignOut();
  const { purpose, side, email, signed_in_as } = opened;
  const { act, isActing, error } = useAct(confirmAddress, {
    changes: ['person', 'member'],
    onDone: ({ done }) => onConfirmed({ isDone: done, email }),
  });
  const lead = say(purpose === 'add' ? 'entry.address.add' : `entry.address.change.${side}`, { email });
  return (
    <EntryFrame title={say('entry.address.title')} lead={lead}>
      <Stack>
        {error === null ? null : <Notice tone="bad">{failed(error)}</Notice>}
        {signed_in_as === 'asker' ? (
          <Button look="primary" wide busy={isActing} onClick={() => act({ body: { link } })}>
            {say('entry.address.confirm')}
          </Button>
        ) : null}
        {signed_in_as === 'nobody' ? (
          <>
            <Text dim>{say('entry.address.sign-in')}</Text>
            <SignInForm submit={say('entry.sign-in.submit')} onDone={onSignedIn} />
          </>
        ) : null}
        {signed_in_as === 'other' ? (
          <>
            <Text>{say('entry.address.other')}</Text>
            <Button wide onClick={() => void leave()}>
              {say('kit.menu.sign-out')}
            </Button>
          </>
        ) : null}
      </Stack>
    </EntryFrame>
  );
}

function Confirmed({ isDone, email }: { isDone: boolean; email: string }) {
  const say = useSay();
  return (
    <EntryFrame
      title={say(isDone ? 'entry.address.done' : 'entry.address.half')}
      lead={say(isDone ? 'entry.address.done.text' : 'entry.address.half.text', { email })}
    >
      <ButtonLink to="/me/security" look="primary" wide>
        {say('entry.address.go-on')}
      </ButtonLink>
    </EntryFrame>
  );
}
