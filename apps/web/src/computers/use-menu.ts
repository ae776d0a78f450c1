import type { Computer } from '../kit/computer.ts';
import { isOpen } from '../kit/computer-state.ts';
import type { MenuEntry } from '../kit/MenuEntries.tsx';
import { useNavigation } from '../kit/navigation.ts';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { actsOn, type Viewer } from './acts.ts';
import { icons } from './act-icons.ts';
import type { Asking } from './use-question.ts';

/** The acts on one computer, for a menu. */
export function useMenu(viewer: Viewer, ask: Asking['ask']): (computer: Computer) => readonly MenuEntry[] {
  const say = useSay();
  const { to } = useNavigation();
  const accountId = useAccountId() ?? '';
  return (computer) => [
    ...(isOpen(computer)
      ? [
          {
            key: 'connect',
            label: say('computers.connect'),
            icon: 'connect',
            onPick: () =>
              void to({
                to: '/a/$accountId/computers/$computerId/connect',
                params: { accountId, computerId: computer.id },
              }),
          } as const,
        ]
      : []),
    {
      key: 'open',
      label: say('computers.act.open'),
      icon: 'info',
      onPick: () =>
        void to({ to: '/a/$accountId/computers/$computerId', params: { accountId, computerId: computer.id } }),
    },
    ...actsOn(viewer, computer).map((act) => ({
      key: act,
      label: say(`computers.act.${act}`),
      icon: icons[act],
      danger: act === 'remove',
      onPick: () => ask(act, { computers: [computer] }),
    })),
  ];
}
