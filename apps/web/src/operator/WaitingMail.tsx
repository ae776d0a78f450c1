import { viewMail } from '@latchkey/contract/operator';
import { useEffect, useRef } from 'react';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { Row, Stack } from '../kit/Layout.tsx';
import { MailView } from '../kit/MailView.tsx';
import { Notice } from '../kit/Notice.tsx';
import { useAct } from '../kit/query.ts';
import { mailSentence, useErrorSentence, useSay } from '../kit/sentence.ts';
import { Skeleton } from '../kit/States.tsx';
import { toastDone } from '../kit/toast.ts';
import { linkIn, problemOf, type Waiting } from './outbox.ts';

/** One waiting mail with its link. It is asked for once a time it is opened, because each view is recorded. */
export function WaitingMail({ mail, onClose }: { mail: Waiting; onClose: () => void }) {
  const say = useSay();
  const sentence = useErrorSentence();
  const { act, reply, error } = useAct(viewMail);
  const isAsked = useRef(false);
  useEffect(() => {
    if (isAsked.current) return;
    isAsked.current = true;
    act({ params: { mail_id: mail.id } });
  }, [act, mail.id]);
  const problem = problemOf(mail);
  const link = reply === undefined ? undefined : linkIn(reply.text);
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text);
    toastDone(say('operator.outbox.copied'));
  };
  return (
    <Dialog opened wide title={say('operator.outbox.mail.title', { recipient: mail.recipient })} onClose={onClose}>
      <Stack>
        {error === null ? null : (
          <Notice tone="bad" urgent>
            {sentence(error)}
          </Notice>
        )}
        {reply === undefined && error === null ? <Skeleton lines={6} /> : null}
        {reply === undefined ? null : (
          <>
            <Notice tone="warn">{say('operator.outbox.mail.recorded', { recipient: reply.recipient })}</Notice>
            {problem === undefined ? null : <Notice tone="bad">{mailSentence(say, problem)}</Notice>}
            {link === undefined ? null : (
              <Row>
                <Button look="primary" icon="link" onClick={() => void copy(link)}>
                  {say('operator.outbox.copy')}
                </Button>
              </Row>
            )}
            <MailView mail={{ to: reply.recipient, subject: reply.subject, text: reply.text, html: reply.html }} />
          </>
        )}
        <Row justify="end">
          <Button onClick={onClose}>{say('kit.close')}</Button>
        </Row>
      </Stack>
    </Dialog>
  );
}
