import type { ReactNode } from 'react';
import { Ask } from './Ask.tsx';
import { Button } from './Button.tsx';
import { RefusedError } from './call.ts';
import { Icon, type IconName } from './Icon.tsx';
import { useAccountId } from './query.ts';
import { useErrorSentence, useSay } from './sentence.ts';
import css from './States.module.css';
import { isGrantable } from './wish.ts';

type EmptyStateProps = { icon: IconName; title: string; children?: ReactNode; isPart?: boolean };

/** What stands where a list has nothing: what belongs here, and what to do first. As part of a page about something else it takes little room. */
export function EmptyState({ icon, title, children, isPart = false }: EmptyStateProps) {
  return (
    <div className={css.empty} data-part={isPart || undefined}>
      <span className={css.icon}>
        <Icon name={icon} size={26} />
      </span>
      <p className={css.title}>{title}</p>
      {children}
    </div>
  );
}

/** What stands where a read did not come: why, a button to try again, and where a permission is missing, whom to ask for it (G11). */
export function FailedState({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const say = useSay();
  const sentence = useErrorSentence();
  const accountId = useAccountId();
  const missing = missingIn(error);
  return (
    <div className={css.empty} role="alert">
      <span className={css.icon}>
        <Icon name="warn" size={26} />
      </span>
      <p className={css.title}>{sentence(error)}</p>
      {missing === undefined || accountId === undefined ? null : <Ask who wish={{ permission: missing }} />}
      <Button icon="retry" onClick={onRetry}>
        {say('kit.retry')}
      </Button>
    </div>
  );
}

/** The permission that was missing and can be asked for. */
function missingIn(error: unknown) {
  if (!(error instanceof RefusedError) || error.refusal.code !== 'not-permitted') return undefined;
  return isGrantable(error.refusal.permission) ? error.refusal.permission : undefined;
}

/** Grey lines in the place of text that is on its way, so that nothing jumps when it comes. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  const say = useSay();
  return (
    <div className={css.skeleton} role="status" aria-label={say('kit.loading')}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className={css.line} />
      ))}
    </div>
  );
}
