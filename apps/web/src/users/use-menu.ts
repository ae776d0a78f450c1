import { useFurther } from '../kit/use-further.ts';
import type { MenuEntry } from '../kit/MenuEntries.tsx';
import { sentenceOf, useErrorSentence, useSay } from '../kit/sentence.ts';
import { toastFailed } from '../kit/toast.ts';
import { actsOn, type Act, type Viewer } from './acts.ts';
import { icons } from './act-icons.ts';
import type { User } from './list.ts';
import type { Whom } from './question.ts';
import { useCopy } from './use-copy.ts';
import type { Performed } from './use-question.ts';

const DANGEROUS: readonly Act[] = ['suspend', 'withdraw', 'delete'];

type Means = { viewer: Viewer; ask: (act: Act, whom: Whom) => void; perform: Performed };

/** The acts on one user, for a menu or as buttons; what can't be done says why. Sending again needs no question: it takes nothing from anybody. */
export function useMenu({ viewer, ask, perform }: Means): (user: User) => readonly MenuEntry[] {
  const say = useSay();
  const sentence = useErrorSentence();
  const copy = useCopy();
  const { sentenceFor } = useFurther();
  const pick = (act: Act, user: User) => {
    if (act !== 'resend') return ask(act, { users: [user] });
    perform({ act, users: [user], role: 'member' }, []).catch((error: unknown) => toastFailed(sentence(error)));
  };
  return (user) => [
    { key: 'copy', label: say('users.act.copy'), icon: 'copy', onPick: () => copy([user]) },
    ...actsOn(viewer, user).map(({ act, refusal }) => ({
      key: act,
      label: say(`users.act.${act}`),
      icon: icons[act],
      danger: DANGEROUS.includes(act),
      refused:
        refusal === undefined
          ? undefined
          : refusal.code === 'reaches-further'
            ? sentenceFor(user)
            : sentenceOf(say, refusal),
      onPick: () => pick(act, user),
    })),
  ];
}
