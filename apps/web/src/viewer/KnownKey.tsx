import { bytesOf } from '@latchkey/wire/bytes';
import { useEffect, useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { ConfirmDialog } from '../kit/Dialog.tsx';
import { Facts, Stack, Text } from '../kit/Layout.tsx';
import { Notice } from '../kit/Notice.tsx';
import { useSay } from '../kit/sentence.ts';
import { fingerprintOf } from './endings.ts';
import { pinOf, unpin } from './pins.ts';

type KnownKeyProps = { personId: string; computerId: string; name: string };

/** The fingerprint of the key that this browser knows a computer by; nothing while it knows none. */
export function useFingerprint(personId: string, computerId: string): string | undefined {
  const [fingerprint, setFingerprint] = useState<string>();
  useEffect(() => {
    const key = bytesOf(pinOf(personId, computerId) ?? '');
    if (key && key.length > 0) void fingerprintOf(key).then(setFingerprint);
  }, [personId, computerId]);
  return fingerprint;
}

/** How to find out whether the computer is the one this browser knows, and to forget its key after comparing, never by accident (C5). */
export function KnownKey({ personId, computerId, name }: KnownKeyProps) {
  const say = useSay();
  const fingerprint = useFingerprint(personId, computerId);
  const [isAsking, setAsking] = useState(false);
  const [isForgotten, setForgotten] = useState(false);
  const forget = () => {
    unpin(personId, computerId);
    setAsking(false);
    setForgotten(true);
  };
  if (isForgotten) return <Notice tone="warn">{say('viewer.forgotten')}</Notice>;
  if (fingerprint === undefined) return null;
  return (
    <Notice tone="info">
      <Stack gap="tight">
        <Text>{say('viewer.pinned')}</Text>
        <Facts
          stacked
          facts={[
            { term: say('viewer.pinned.key'), is: <code>{fingerprint}</code> },
            { term: say('viewer.pinned.command'), is: <code>latchkey-agent status</code> },
          ]}
        />
        <div>
          <Button small onClick={() => setAsking(true)}>
            {say('viewer.forget')}
          </Button>
        </div>
      </Stack>
      <ConfirmDialog
        opened={isAsking}
        title={say('viewer.forget.title', { computer: name })}
        confirm={say('viewer.forget.confirm')}
        danger
        onConfirm={forget}
        onClose={() => setAsking(false)}
      >
        <Text>{say('viewer.forget.text')}</Text>
      </ConfirmDialog>
    </Notice>
  );
}
