import { Ask } from './Ask.tsx';
import type { Computer } from './computer.ts';
import { mayDo, ownComputerGroups, type Mine } from './may.ts';
import { useMine } from './session.ts';

type Locked = Pick<Computer, 'id' | 'name' | 'group'>;

/** Whether somebody may lift a lock on a computer: of any, or where it stands in a group they look after (G5). */
function mayUnlock(mine: Mine, { group }: Locked): boolean {
  if (!mayDo(mine, 'computers.unlock')) return false;
  return ownComputerGroups(mine, 'computers.unlock')?.some(({ id }) => id === group?.id) ?? true;
}

/** Stands where a computer is locked for who may not unlock it: the button that asks an admin (S5). Nothing for who may. */
export function AskUnlock({ computer }: { computer: Locked }) {
  const mine = useMine();
  if (mayUnlock(mine, computer)) return null;
  return <Ask who wish={{ computer_id: computer.id, unlock: true }} name={computer.name} />;
}
