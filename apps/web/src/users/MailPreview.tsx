import { previewInvitation } from '@latchkey/contract/invitation';
import type { PastedInvitee } from '@latchkey/domain/invitees';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Ref } from 'react';
import { IconButton } from '../kit/Button.tsx';
import { Row, Text } from '../kit/Layout.tsx';
import { MailView } from '../kit/MailView.tsx';
import { Notice } from '../kit/Notice.tsx';
import { askOf, useAccountId } from '../kit/query.ts';
import { useErrorSentence, useSay } from '../kit/sentence.ts';
import { Skeleton } from '../kit/States.tsx';
import { previewOf, senderOf, type Typed } from './invite.ts';
import css from './Invite.module.css';

/** How long the typing has to rest before the mail is made anew. */
const REST_MS = 350;
/** A mail that was shown while typing is of no use later. */
const KEPT_MS = 10_000;

type PreviewProps = {
  typed: Typed;
  /** Who gets a mail, in the order of their lines. */
  to: readonly PastedInvitee[];
  /** The line whose mail is wanted; if it gets none, the first mail is shown. */
  at: number;
  onAt: (line: number) => void;
  ref: Ref<HTMLDivElement>;
};

/** The exact mail of one line (I3), following the typing, with the way to the mails of the others. */
export function MailPreview({ typed, to, at, onAt, ref }: PreviewProps) {
  const say = useSay();
  const sentence = useErrorSentence();
  const accountId = useAccountId() ?? '';
  const place = Math.max(
    0,
    to.findIndex(({ line }) => line === at),
  );
  const { text: _, ...terms } = typed;
  const [rested] = useDebouncedValue(JSON.stringify({ terms, to: pick(to[place]) }), REST_MS);
  const wanted = JSON.parse(rested) as { terms: Omit<Typed, 'text'>; to?: ReturnType<typeof pick> };
  const body = previewOf({ ...wanted.terms, text: '' }, wanted.to);
  const { data: mail, error } = useQuery({
    ...askOf(previewInvitation, { accountId, body: body ?? { email: '', language: 'en' } }),
    enabled: body !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: KEPT_MS,
  });
  const email = wanted.to?.email;
  return (
    <section ref={ref} tabIndex={-1} className={css.preview} aria-label={say('invite.preview.title')}>
      {error === null ? null : <Notice tone="bad">{sentence(error)}</Notice>}
      <Steps {...{ to, place, onAt }} />
      {mail === undefined ? (
        <Skeleton lines={9} />
      ) : (
        <>
          <MailView mail={{ ...mail, from: senderOf(mail.from), ...(email === undefined ? {} : { to: email }) }} />
          <Text dim small>
            {say('invite.preview.dead')}
          </Text>
        </>
      )}
    </section>
  );
}

function pick(line: PastedInvitee | undefined) {
  return line === undefined ? undefined : { email: line.email ?? '', name: line.name };
}

type StepsProps = { to: readonly PastedInvitee[]; place: number; onAt: (line: number) => void };

/** From the mail of one to those of the others. */
function Steps({ to, place, onAt }: StepsProps) {
  const say = useSay();
  if (to.length < 2) return null;
  const go = (by: number) => onAt(to.at((place + by) % to.length)?.line ?? 1);
  return (
    <Row justify="between">
      <Text small dim>
        {say('invite.preview.which', { at: place + 1, count: to.length })}
      </Text>
      <Row gap="tight">
        <IconButton icon="left" label={say('invite.preview.before')} onClick={() => go(-1)} />
        <IconButton icon="right" label={say('invite.preview.after')} onClick={() => go(1)} />
      </Row>
    </Row>
  );
}
