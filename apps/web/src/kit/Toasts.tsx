import { lazy, Suspense, useEffect, useState } from 'react';
import { whenToastWanted } from './toast.ts';

const ToastArea = lazy(async () => ({ default: (await import('./ToastArea.tsx')).ToastArea }));

/** The corner where toasts appear; what draws them is loaded with the first one. */
export function Toasts() {
  const [isWanted, setWanted] = useState(false);
  useEffect(() => whenToastWanted(() => setWanted(true)), []);
  if (!isWanted) return null;
  return (
    <Suspense fallback={null}>
      <ToastArea />
    </Suspense>
  );
}
