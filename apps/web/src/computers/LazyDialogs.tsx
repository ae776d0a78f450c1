import { lazy, Suspense, type ComponentProps } from 'react';

const AskDialogs = lazy(async () => ({ default: (await import('./AskDialog.tsx')).AskDialogs }));

/** What is being asked about computers, and afterwards what was left as it is; loaded with the first question. */
export function LazyDialogs(props: ComponentProps<typeof AskDialogs>) {
  const { question, left } = props.asking;
  if (question === undefined && left.length === 0) return null;
  return (
    <Suspense fallback={null}>
      <AskDialogs {...props} />
    </Suspense>
  );
}
