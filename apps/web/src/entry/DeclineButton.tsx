import { declineInvitation } from '@latchkey/contract/invitation';
import { useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { ConfirmDialog } from '../kit/Dialog.tsx';
import { Row, Text } from '../kit/Layout.tsx';
import { useAct } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';

type DeclineProps = { link: string; company: string; onDeclined: () => void };

/** Declines for good, after asking (I6, I7). */
export function DeclineButton({ link, company, onDeclined }: DeclineProps) {
  const say = useSay();
  const [isAsking, setAsking] = useState(false);
  const declining = useAct(declineInvitation, { onDone: onDeclined });
  return (
    <Row justify="between">
      <span>{say('entry.decline.hint')}</span>
      <Button look="quiet" small onClick={() => setAsking(true)}>
        {say('entry.decline')}
      </Button>
      <ConfirmDialog
        opened={isAsking}
        title={say('entry.decline.title', { company })}
        confirm={say('entry.decline.submit')}
        danger
        busy={declining.isActing}
        error={declining.error}
        onConfirm={() => declining.act({ body: { link } })}
        onClose={() => setAsking(false)}
      >
        <Text>{say('entry.decline.text')}</Text>
      </ConfirmDialog>
    </Row>
  );
}
