import { Ask } from './Ask.tsx';
import type { Computer } from './computer.ts';
import { mayHere } from './may-here.ts';
import { useMine } from './session.ts';

type Locked = Pick<Computer, 'id' | 'name' | 'group'>;

/** Stands where a computer is locked for who may not unlock it: the button that asks an admin (S5). Nothing for who may. */
export function AskUnlock({ computer }: { computer: Locked }) {
  const mine = useMine();
  if (mayHere(mine, 'computers.unlock', computer)) return null;
  return <Ask who wish={{ computer_id: computer.id, unlock: true }} name={computer.name} />;
}
