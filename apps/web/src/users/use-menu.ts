import type { MenuEntry } from '../kit/MenuEntries.tsx';
import { useErrorSentence, useSay } from '../kit/sentence.ts';
import { toastDone, toastFailed } from '../kit/toast.ts';
import type { RefusedLine } from './lines.ts';
import { actsOn, type Act, type User, type Viewer } from './list.ts';
import { useActs } from './use-acts.ts';

const icons = { resend: 'retry', withdraw: 'close', delete: 'trash' } as const;

type Ask = (act: 'delete' | 'withdraw', users: readonly User[]) => void;

/** The menu of a row, and sending invitations again, which needs no question: it takes nothing from anybody. */
export function useMenu(viewer: Viewer, ask: Ask, onRefused: (lines: readonly RefusedLine<User>[]) => void) {
  const say = useSay();
  const sentence = useErrorSentence();
  const perform = useActs();

  const resend = (users: readonly User[]) => {
    perform('resend', users).then(
      ({ done, refused }) => {
        if (done.length > 0) toastDone(say('users.done.resent', { count: done.length }));
        if (refused.length > 0) onRefused(refused);
      },
      (error: unknown) => toastFailed(sentence(error)),
    );
  };
  const copy = (user: User) => {
    navigator.clipboard.writeText(user.email).then(
      () => toastDone(say('users.copied', { email: user.email })),
      () => toastFailed(user.email),
    );
  };
  const pick = (act: Act, user: User) => (act === 'resend' ? resend([user]) : ask(act, [user]));
  const menuOf = (user: User): readonly MenuEntry[] => [
    { key: 'copy', label: say('users.act.copy'), icon: 'mail', onPick: () => copy(user) },
    ...actsOn(viewer, user).map((act) => ({
      key: act,
      label: say(`users.act.${act}`),
      icon: icons[act],
      danger: act !== 'resend',
      onPick: () => pick(act, user),
    })),
  ];
  return { menuOf, resend };
}
