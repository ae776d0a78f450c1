import { previewInvitation } from '@latchkey/contract/invitation';
import { foldEmail } from '@latchkey/domain/email';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Text } from '../kit/Layout.tsx';
import { MailView } from '../kit/MailView.tsx';
import { Notice } from '../kit/Notice.tsx';
import { askOf, useAccountId } from '../kit/query.ts';
import { useErrorSentence, useSay } from '../kit/sentence.ts';
import { Skeleton } from '../kit/States.tsx';
import { emptyDraft, previewOf, senderOf, type Draft } from './invite.ts';
import css from './Invite.module.css';

/** How long the typing has to rest before the mail is made anew. */
const REST_MS = 350;
/** A mail that was shown while typing is of no use later. */
const KEPT_MS = 10_000;

/** The exact mail of what is typed (I3), following the typing. */
export function MailPreview({ typed }: { typed: Record<keyof Draft, string> }) {
  const say = useSay();
  const sentence = useErrorSentence();
  const accountId = useAccountId() ?? '';
  const [rested] = useDebouncedValue(typed, REST_MS);
  const body = previewOf(rested);
  const { data: mail, error } = useQuery({
    ...askOf(previewInvitation, { accountId, body: body ?? { ...emptyDraft('en'), email: '' } }),
    enabled: body !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: KEPT_MS,
  });
  const to = foldEmail(rested.email);
  return (
    <section className={css.preview} aria-label={say('users.preview.title')}>
      {error === null ? null : <Notice tone="bad">{sentence(error)}</Notice>}
      {mail === undefined ? (
        <Skeleton lines={9} />
      ) : (
        <>
          <MailView mail={{ ...mail, from: senderOf(mail.from), ...(to === undefined ? {} : { to }) }} />
          <Text dim small>
            {say('users.preview.dead')}
          </Text>
        </>
      )}
    </section>
  );
}
