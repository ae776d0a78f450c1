import { Button } from '../kit/Button.tsx';
import { Row, Stack, Text } from '../kit/Layout.tsx';
import { Page } from '../kit/Page.tsx';
import { useSay } from '../kit/sentence.ts';
import { BackLink } from './BackLink.tsx';
import type { Over as OverFacts } from './endings.ts';

type OverProps = { over: OverFacts; name: string; onAgain: () => void };

/** Why a session is over, and what to do next. */
export function Over({ over, name, onAgain }: OverProps) {
  const say = useSay();
  return (
    <Page title={say('viewer.over.title')} lead={name} narrow>
      <Stack>
        <div role="status">
          <Text>{say(over.id)}</Text>
        </div>
        <Row>
          {over.mayRetry ? (
            <Button look="primary" icon="retry" onClick={onAgain}>
              {say('viewer.again')}
            </Button>
          ) : null}
          <BackLink look={over.mayRetry ? 'plain' : 'primary'} />
        </Row>
      </Stack>
    </Page>
  );
}
