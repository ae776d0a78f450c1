import { lazy, Suspense, useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { useSay } from '../kit/sentence.ts';
import type { User } from './list.ts';

const AskWhyDialog = lazy(async () => ({ default: (await import('./AskWhyDialog.tsx')).AskWhyDialog }));

/** Asks why a user reaches a computer, or why not: whichever is chosen (G7). */
export function UserWhy({ user }: { user: User }) {
  const say = useSay();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button look="quiet" small icon="help" onClick={() => setAsking(true)}>
        {say('computers.why')}
      </Button>
      {isAsking ? (
        <Suspense fallback={null}>
          <AskWhyDialog user={user} onClose={() => setAsking(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
