import { makeRequest } from '@latchkey/contract/request';
import { useState } from 'react';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { TextAreaField } from './Field.tsx';
import { Form, Submit } from './Form.tsx';
import { useForm } from './form.ts';
import { Row, Stack, Text } from './Layout.tsx';
import { ButtonLink } from './Link.tsx';
import { Notice } from './Notice.tsx';
import { useAccountId } from './query.ts';
import { useSay } from './sentence.ts';
import type { Wish } from './wish.ts';

type AskProps = { wish: Wish; name: string | undefined; company: string; onClose: () => void };

/** Asks for a right that is missing, with a note, and says what happens next (G11). */
export function AskDialog({ wish, name, company, onClose }: AskProps) {
  const say = useSay();
  const [sent, setSent] = useState<'new' | 'before'>();
  const form = useForm({
    operation: makeRequest,
    start: { note: '' },
    toBody: ({ note }) => ({ ...wish, note }),
    onDone: ({ asked_before: isOld }) => setSent(isOld ? 'before' : 'new'),
  });
  return (
    <Dialog opened title={say('request.ask.title')} onClose={onClose}>
      {sent === undefined ? (
        <Form form={form}>
          <Thing wish={wish} name={name} />
          <Text dim>{say('request.ask.how', { company })}</Text>
          <TextAreaField
            form={form}
            name="note"
            label={say('request.ask.note')}
            hint={say('request.ask.note.hint')}
            first
            optional
          />
          <Row justify="end">
            <Button onClick={onClose}>{say('kit.cancel')}</Button>
            <Submit form={form}>{say('request.ask.send')}</Submit>
          </Row>
        </Form>
      ) : (
        <Sent isOld={sent === 'before'} company={company} onClose={onClose} />
      )}
    </Dialog>
  );
}

function Thing({ wish, name }: Pick<AskProps, 'wish' | 'name'>) {
  const say = useSay();
  if (wish.permission !== undefined)
    return <Text>{say('request.ask.thing.permission', { name: say(`kit.permission.${wish.permission}`) })}</Text>;
  if (wish.computer_id === undefined) return <Text>{say('request.ask.thing.computers')}</Text>;
  if (wish.unlock) return <Text>{say('request.ask.thing.unlock', { name: name ?? '' })}</Text>;
  if (name === undefined) return <Text>{say('request.ask.thing.one')}</Text>;
  return <Text>{say('request.ask.thing.computer', { name })}</Text>;
}

type SentProps = { isOld: boolean; company: string; onClose: () => void };

function Sent({ isOld, company, onClose }: SentProps) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  return (
    <Stack>
      <Notice tone="good" urgent>
        <p>{say(isOld ? 'request.ask.before' : 'request.ask.sent')}</p>
      </Notice>
      <Text>{say('request.ask.next', { company })}</Text>
      <Row justify="end">
        <ButtonLink to="/a/$accountId/my-requests" params={{ accountId }}>
          {say('request.own.title')}
        </ButtonLink>
        <Button look="primary" onClick={onClose}>
          {say('kit.close')}
        </Button>
      </Row>
    </Stack>
  );
}
