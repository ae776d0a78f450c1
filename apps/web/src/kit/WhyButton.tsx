import { lazy, Suspense, useState } from 'react';
import { Button } from './Button.tsx';
import { Hidden } from './Layout.tsx';

const WhyDialog = lazy(async () => ({ default: (await import('./WhyDialog.tsx')).WhyDialog }));

type Named = { id: string; name: string };
type WhyProps = {
  /** What it says: "Why?". */
  label: string;
  /** Said after it to who can't see beside what it stands. */
  about?: string;
  member: Named;
  computer: Named;
};

/** A button that says why a member reaches a computer, or why not (G7). */
export function WhyButton({ label, about, member, computer }: WhyProps) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button look="quiet" small icon="help" onClick={() => setAsking(true)}>
        {label}
        {about === undefined ? null : <Hidden> {about}</Hidden>}
      </Button>
      {isAsking ? (
        <Suspense fallback={null}>
          <WhyDialog {...{ member, computer }} onClose={() => setAsking(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
