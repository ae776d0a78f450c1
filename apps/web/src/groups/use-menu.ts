import type { Refusal } from '@latchkey/domain/refusal';
import type { IconName } from '../kit/Icon.tsx';
import type { MenuEntry } from '../kit/MenuEntries.tsx';
import { sentenceOf, useSay, type Say } from '../kit/sentence.ts';
import { acts, refuseAct, type Act, type Standing } from './acts.ts';

const icons: Record<Act, IconName> = { new: 'plus', rename: 'pen', move: 'both', delete: 'trash' };

/** The acts on a group as entries of a menu or buttons; what can't be done is greyed and says why. */
export function useMenu(): (standing: Standing, onPick: (act: Act) => void) => MenuEntry[] {
  const say = useSay();
  return (standing, onPick) =>
    acts.map((act) => {
      const refusal = refuseAct(act, standing);
      return {
        key: act,
        label: say(`groups.act.${act}`),
        icon: icons[act],
        danger: act === 'delete',
        refused: refusal === undefined ? undefined : reasonOf(say, refusal),
        onPick: () => onPick(act),
      };
    });
}

/** In a menu the same is said of several acts, so it is said in short. */
function reasonOf(say: Say, refusal: Refusal): string {
  return refusal.code === 'reaches-further' ? say('groups.own-top') : sentenceOf(say, refusal);
}
