import { lazy, Suspense, useEffect, useState } from 'react';
import { proofDesk, type WhyProof } from './proof.ts';

const ProofDialog = lazy(async () => ({ default: (await import('./ProofDialog.tsx')).ProofDialog }));

type Answer = (isProved: boolean) => void;

/** Where the person is asked for their password when an act needs a fresh sign-in; the dialog is loaded with the first question. */
export function Proofs() {
  const [answer, setAnswer] = useState<{ with: Answer; why: WhyProof }>();
  useEffect(() => proofDesk.attend((asked, why) => setAnswer({ with: asked, why })), []);
  if (answer === undefined) return null;
  const close = (isProved: boolean) => {
    setAnswer(undefined);
    answer.with(isProved);
  };
  return (
    <Suspense fallback={null}>
      <ProofDialog why={answer.why} onProved={() => close(true)} onClose={() => close(false)} />
    </Suspense>
  );
}
