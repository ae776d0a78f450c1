import { lazy, Suspense, useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { Row, Stack } from '../kit/Layout.tsx';
import { PickList } from '../kit/PickList.tsx';
import { useSay } from '../kit/sentence.ts';
import { Skeleton } from '../kit/States.tsx';
import { useComputerPicks } from '../kit/use-picks.ts';
import { nameOf, type User } from './list.ts';

const WhyAnswer = lazy(async () => ({ default: (await import('../kit/WhyAnswer.tsx')).WhyAnswer }));

/** Asks about which computer, and says why a user reaches it, or why not (G7). */
export function AskWhyDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const say = useSay();
  const picks = useComputerPicks();
  const [computerId, setComputerId] = useState<string>();
  return (
    <Dialog opened title={say('computers.why.choose.title', { name: nameOf(user) })} onClose={onClose}>
      <Stack>
        <PickList
          label={say('computers.why.choose')}
          picks={picks}
          chosen={computerId === undefined ? [] : [computerId]}
          onChoose={([id]) => setComputerId(id)}
        />
        {computerId === undefined ? null : (
          <Suspense fallback={<Skeleton lines={3} />}>
            <WhyAnswer key={computerId} memberId={user.id} computerId={computerId} />
          </Suspense>
        )}
        <Row justify="end">
          <Button onClick={onClose}>{say('kit.close')}</Button>
        </Row>
      </Stack>
    </Dialog>
  );
}
