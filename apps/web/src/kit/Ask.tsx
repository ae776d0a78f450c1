import { lazy, Suspense, type ComponentProps } from 'react';
import { withSentences } from './screen.ts';

const load = withSentences(() => import('./AskAdmin.tsx'), ['request']);
const AskAdmin = lazy(async () => ({ default: (await load()).AskAdmin }));

/** Stands where a right is missing: who decides, and the button that asks for it (G11). Comes after the rest of the page. */
export function Ask(props: ComponentProps<typeof AskAdmin>) {
  return (
    <Suspense fallback={null}>
      <AskAdmin {...props} />
    </Suspense>
  );
}
