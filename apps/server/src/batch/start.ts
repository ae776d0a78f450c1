import { startBatch } from '@latchkey/contract/batch';
import { write } from '../kit/operation.ts';
import { meantInPlaces, refuseWanted } from './members.ts';
import { beginBatch } from './starting.ts';

export const start = write(startBatch, async ({ tx, now, me, body, note }) => {
  const { act, role, custom_role_id, group_id, filter } = body;
  const refusal = await refuseWanted(tx, me, body);
  if (refusal) return refusal;
  const matching = meantInPlaces(me, now, body);
  const given_id = group_id ?? custom_role_id ?? null;
  const wanted = { about: 'member', act, role: role ?? null, given_id, matching } as const;
  const begun = await beginBatch({ tx, now }, me, wanted);
  const { search, ...rest } = filter;
  note({
    after: { filter: rest, total: begun.total },
    personal: search === undefined ? {} : { search },
    targets: group_id === undefined ? [] : [group_id],
  });
  return begun;
});
