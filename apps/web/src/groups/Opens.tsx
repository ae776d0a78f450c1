import type { AccessKind } from '@latchkey/domain/computer';
import { useSay } from '../kit/sentence.ts';
import css from './Groups.module.css';

/** What a group opens in a few words: its own, and whether anything comes from above (G2, G4). */
export function Opens({ kind, hasFromAbove }: { kind: AccessKind; hasFromAbove: boolean }) {
  const say = useSay();
  if (kind === 'all') return say('groups.opens.all');
  if (kind === 'none')
    return <span className={css.dim}>{say(hasFromAbove ? 'groups.opens.above' : 'groups.opens.none')}</span>;
  return (
    <>
      {say('groups.opens.chosen')}
      {hasFromAbove ? <span className={css.dim}> {say('groups.opens.more')}</span> : null}
    </>
  );
}
