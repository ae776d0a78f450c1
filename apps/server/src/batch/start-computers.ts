import { startComputerBatch } from '@latchkey/contract/batch';
import { matching } from '../computer/listed.ts';
import { write } from '../kit/operation.ts';
import { refuseWanted } from './computers.ts';
import { beginBatch } from './starting.ts';

export const startComputers = write(startComputerBatch, async ({ tx, now, me, body, note }) => {
  const { act, group_id, owner_id, filter } = body;
  const refusal = await refuseWanted(tx, me, body);
  if (refusal) return refusal;
  const given_id = group_id ?? owner_id ?? null;
  const wanted = { about: 'computer', act, role: null, given_id, matching: matching(filter, { now, me }) } as const;
  const begun = await beginBatch({ tx, now }, me, wanted);
  // What was looked for may be somebody's name, and the row stays when the person goes.
  const { search, ...rest } = filter;
  const looked = search === undefined ? rest : { ...rest, search: true };
  note({ after: { filter: looked, total: begun.total }, targets: given_id === null ? [] : [given_id] });
  return begun;
});
