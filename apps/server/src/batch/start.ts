import { startBatch } from '@latchkey/contract/batch';
import { refuseBatch } from '@latchkey/domain/batch';
import { sql } from 'kysely';
import { write } from '../kit/operation.ts';
import { beginBatch } from './starting.ts';

export const start = write(startBatch, async ({ tx, now, me, body, note }) => {
  const { act, role, filter } = body;
  const refusal = refuseBatch(me.permissions, { act, role });
  if (refusal) return refusal;
  const matching = sql`members_matching(${JSON.stringify(filter)}::jsonb, ${now}) with ordinality`;
  const wanted = { about: 'member', act, role: role ?? null, given_id: null, matching } as const;
  const begun = await beginBatch({ tx, now }, me, wanted);
  const { search, ...rest } = filter;
  note({ after: { filter: rest, total: begun.total }, personal: search === undefined ? {} : { search } });
  return begun;
});
