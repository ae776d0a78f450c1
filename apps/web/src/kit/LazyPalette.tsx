import { lazy, Suspense, type ComponentProps } from 'react';
import { withSentences } from './screen.ts';

/** Loads the search of everything; for when somebody reaches for what opens it. */
export const loadPalette = withSentences(() => import('./CommandPalette.tsx'), ['palette']);
const CommandPalette = lazy(async () => ({ default: (await loadPalette()).CommandPalette }));

/** The search of everything, open; loaded with the first one. */
export function LazyPalette(props: ComponentProps<typeof CommandPalette>) {
  return (
    <Suspense fallback={null}>
      <CommandPalette {...props} />
    </Suspense>
  );
}
