import type { Refusal } from '@latchkey/domain/refusal';
import type { Computer } from '../kit/computer.ts';
import { howFar, mayDo, type Mine } from '../kit/may.ts';
import { mayHere } from '../kit/may-here.ts';

/** What can be done with computers. */
export const acts = ['approve', 'move', 'owner', 'remove'] as const;
export type Act = (typeof acts)[number];

/** Who looks at computers, with what they may do. */
export type Viewer = Mine & { member_id: string };

/** Whether somebody manages computers at all. */
export function mayManage(viewer: Viewer): boolean {
  return mayDo(viewer, 'computers.manage');
}

/** The acts on one computer in the order of the menu: of who manages it, and of its owner, who may take it out (C13). Naming an owner is giving access. */
export function actsOn(viewer: Viewer, computer: Computer): Act[] {
  if (!mayHere(viewer, 'computers.manage', computer))
    return computer.owner?.member_id === viewer.member_id ? ['remove'] : [];
  const mayName = howFar(viewer, 'computers.manage') === 'wholly' || mayHere(viewer, 'access.grant', computer);
  return acts.filter((act) => {
    if (act === 'owner') return mayName;
    return act !== 'approve' || computer.status === 'waiting';
  });
}

/** What is offered on several: whatever can be done to one of them. */
export function bulkActs(viewer: Viewer, chosen: readonly Computer[]): Act[] {
  return acts.filter((act) => chosen.some((computer) => actsOn(viewer, computer).includes(act)));
}

/** The acts that make sense on all that match, by the states that are shown; without one all are. Jobs are for who manages all computers. */
export function actsOnAll(viewer: Viewer, states: readonly string[]): Act[] {
  if (howFar(viewer, 'computers.manage') !== 'wholly') return [];
  return acts.filter((act) => act !== 'approve' || states.length === 0 || states.includes('waiting'));
}

/** What a job does, as one of these acts. */
export function actOfJob(act: string): Act | undefined {
  return act === 'set-owner' ? 'owner' : acts.find((one) => one === act);
}

/** Says beforehand why nothing would be done to a computer, where the API has no dry run for it. */
export function refuseApproval(computer: Computer): Refusal | undefined {
  return computer.status === 'waiting' ? undefined : { code: 'not-waiting' };
}

/** Whether an act asks for something to be picked first: the group, the owner. */
export function isPicking(act: Act): boolean {
  return act === 'move' || act === 'owner';
}
