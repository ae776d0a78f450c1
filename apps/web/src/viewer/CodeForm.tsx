import type { readComputer } from '@latchkey/contract/computer';
import type { Reply } from '@latchkey/contract/operation';
import type { MessageId } from '@latchkey/messages/catalogue';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { Checkbox } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { Ask } from '../kit/Ask.tsx';
import { AskUnlock } from '../kit/AskUnlock.tsx';
import { Button } from '../kit/Button.tsx';
import { Card, Row, Stack, Text } from '../kit/Layout.tsx';
import { Notice } from '../kit/Notice.tsx';
import { RefusedError } from '../kit/call.ts';
import { CancelledError } from '../kit/proof.ts';
import { useErrorSentence, useSay } from '../kit/sentence.ts';
import { BackLink } from './BackLink.tsx';
import { CodeField } from './CodeField.tsx';
import { KnownKey } from './KnownKey.tsx';
import { obstacleOf } from './obstacle.ts';
import css from './Viewer.module.css';
import type { Session } from './use-session.ts';

type CodeFormProps = {
  session: Session;
  computer: Reply<typeof readComputer>;
  accountId: string;
  personId: string;
};

/** Asks for the access code, which is in this form only until it is sent. */
export function CodeForm({ session, computer, accountId, personId }: CodeFormProps) {
  const say = useSay();
  const sentence = useErrorSentence();
  const [code, setCode] = useState('');
  const [isLooking, setLooking] = useState(false);
  const [error, setError] = useState<unknown>();
  const { stage, over } = session.state;
  const isUnderWay = stage === 'calling' || stage === 'checking' || stage === 'opening';
  const obstacle = obstacleOf(computer);
  const change = (typed: string) => {
    if (code === '') session.acts.warmUp();
    setCode(typed);
  };
  const connect = (event: FormEvent) => {
    event.preventDefault();
    if (code === '' || isUnderWay) return;
    setError(undefined);
    setCode('');
    session.acts
      .begin({ accountId, computerId: computer.id, code, control: !isLooking })
      .catch((thrown: unknown) => setError(thrown instanceof CancelledError ? undefined : thrown));
  };
  const trouble = error === undefined ? (stage === 'form' && over ? say(over.id) : undefined) : sentence(error);
  // After the third wrong code it is said at once what that did.
  const isNews = obstacle === 'refusal.computer-locked' && !isLocked(error, over?.id);
  return (
    <Stack>
      {trouble === undefined ? null : (
        <Notice tone="bad" urgent>
          <Text>{trouble}</Text>
          {isLocked(error, over?.id) ? <AskUnlock computer={computer} /> : null}
        </Notice>
      )}
      {trouble !== undefined && over?.isCode ? (
        <KnownKey personId={personId} computerId={computer.id} name={computer.name} />
      ) : null}
      {obstacle === undefined || (trouble !== undefined && !isNews) ? null : (
        <Notice tone="warn">
          <Text>{say(obstacle)}</Text>
          {computer.reached ? null : <Ask who wish={{ computer_id: computer.id }} name={computer.name} />}
          {obstacle === 'refusal.computer-locked' ? <AskUnlock computer={computer} /> : null}
        </Notice>
      )}
      <Card>
        <form className={css.form} onSubmit={connect} autoComplete="off" noValidate>
          <CodeField
            label={say('viewer.code')}
            hint={say('viewer.code.hint')}
            value={code}
            onChange={change}
            isBusy={isUnderWay}
          />
          <Checkbox
            label={say('viewer.look')}
            description={say('viewer.look.hint')}
            classNames={{ description: css.hint ?? '' }}
            checked={isLooking}
            onChange={(event) => setLooking(event.currentTarget.checked)}
          />
          <Row>
            <Button type="submit" look="primary" icon="screen" busy={isUnderWay}>
              {say('viewer.connect')}
            </Button>
            <BackLink />
          </Row>
          <p className={css.step} role="status">
            {isUnderWay ? say(`viewer.step.${stage}`) : '\u00a0'}
          </p>
        </form>
      </Card>
      <Text dim small>
        {say('viewer.licence')}{' '}
        <a href="/licences.txt" target="_blank" rel="noreferrer" className={css.link}>
          /licences.txt
        </a>
      </Text>
    </Stack>
  );
}

/** Whether it did not open because it is locked: for everybody, or for who tries (S5). The server says so, or the computer. */
function isLocked(error: unknown, said: MessageId | undefined): boolean {
  if (error === undefined) return said === 'refusal.computer-locked';
  return error instanceof RefusedError && error.refusal.code === 'computer-locked';
}
