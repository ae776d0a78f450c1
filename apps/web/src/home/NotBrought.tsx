import { useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { Row, Stack, Text } from '../kit/Layout.tsx';
import { Notice } from '../kit/Notice.tsx';
import { keepNotBrought, recallNotBrought } from '../kit/not-brought.ts';
import { useSay } from '../kit/sentence.ts';
import { tabStore } from '../kit/storage.ts';

/** Tells who has just accepted an invitation what it could not bring any more, and whom to ask (I10). */
export function NotBrought({ accountId, company }: { accountId: string; company: string }) {
  const say = useSay();
  const [missing, setMissing] = useState(() => recallNotBrought(tabStore(), accountId));
  if (missing.length === 0) return null;
  const close = () => {
    keepNotBrought(tabStore(), accountId, []);
    setMissing([]);
  };
  return (
    <Notice title={say('home.not-brought')}>
      <Stack gap="tight">
        {missing.map((part) => (
          <Text key={part}>{say(`home.not-brought.${part}`)}</Text>
        ))}
        <Text>{say('home.not-brought.ask', { company })}</Text>
        <Row>
          <Button small onClick={close}>
            {say('home.not-brought.close')}
          </Button>
        </Row>
      </Stack>
    </Notice>
  );
}
