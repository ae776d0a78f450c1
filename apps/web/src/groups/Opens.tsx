import type { AccessKind } from '@latchkey/domain/computer';
import type { Permission } from '@latchkey/domain/role';
import { useFormats, useSay } from '../kit/sentence.ts';
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

/** How much a group lets those in it do by itself (G2); what it is stands on its page, and is read by who points at the number. */
export function Brings({ permissions }: { permissions: readonly Permission[] }) {
  const say = useSay();
  const { list } = useFormats();
  const count = permissions.length;
  if (count === 0) return <span className={css.dim}>{say('groups.brings', { count })}</span>;
  const names = list(permissions.map((one) => say(`kit.permission.${one}`)));
  return <span title={names}>{say('groups.brings', { count })}</span>;
}
