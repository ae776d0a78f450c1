import { Button } from '../kit/Button.tsx';
import { Notice } from '../kit/Notice.tsx';
import { useSay } from '../kit/sentence.ts';
import { MOST_IN_ONE_ACT, type Understood } from './invite.ts';
import css from './InviteLines.module.css';

/** How many will be invited and how many need a look, with the way to the next of those. */
export function InviteCount({ understood, onNext }: { understood: Understood; onNext: () => void }) {
  const say = useSay();
  const { lines, now, over, look, twice } = understood;
  return (
    <>
      <div className={css.count} role="status">
        {lines.length === 0 ? null : <strong>{say('invite.count', { count: now.length })}</strong>}
        {look.length === 0 ? null : (
          <strong className={css.look}>{say('invite.count.look', { count: look.length })}</strong>
        )}
        {twice.length === 0 ? null : <span>{say('invite.count.twice', { count: twice.length })}</span>}
      </div>
      {look.length === 0 ? null : (
        <div>
          <Button small icon="warn" onClick={onNext}>
            {say('invite.look.next')}
          </Button>
        </div>
      )}
      {over.length === 0 ? null : <Notice>{say('invite.over', { most: MOST_IN_ONE_ACT, count: over.length })}</Notice>}
    </>
  );
}
