import { grantableRoles } from '@latchkey/domain/role';
import * as z from 'zod';
import { operation } from './operation.ts';
import { done, id, moment } from './shapes.ts';

const party = z.strictObject({ member_id: id, name: z.string() });

export const readHandover = operation({
  id: 'handover.read',
  scope: 'account',
  method: 'GET',
  path: '/handover',
  summary: 'The handover of the account that is under way; seen by its two parties and by who may see users (P11).',
  reply: z.strictObject({
    handover: z
      .strictObject({
        id,
        holder: party,
        successor: party,
        /** Which of the two asks. */
        mine: z.enum(['holder', 'successor', 'neither']),
        made_at: moment,
        /** Until when the offer can be accepted. */
        expires_at: moment,
        accepted_at: moment.nullable(),
        takes_effect_at: moment.nullable(),
        /** What the present holder will be; chosen by the successor. */
        old_holder_role: z.enum(grantableRoles).nullable(),
      })
      .nullable(),
  }),
  refusals: [],
});

export const offerHandover = operation({
  id: 'handover.offer',
  scope: 'account',
  method: 'POST',
  path: '/handover',
  summary: 'Offers the account to an active member, who is mailed (P11).',
  body: z.strictObject({ member_id: id }),
  reply: z.strictObject({ handover_id: id }),
  refusals: ['not-found', 'not-active', 'not-yourself', 'handover-under-way'],
  changesRights: true,
  holderOnly: true,
  fresh: true,
});

export const acceptHandover = operation({
  id: 'handover.accept',
  scope: 'account',
  method: 'POST',
  path: '/handover/accept',
  summary:
    'Accepts the account as successor and chooses what the present holder will be; takes effect after 24 hours (P11).',
  body: z.strictObject({ handover_id: id, old_holder_role: z.enum(grantableRoles).default('super_admin') }),
  reply: z.strictObject({ takes_effect_at: moment }),
  refusals: ['not-found', 'handover-under-way'],
  changesRights: true,
  fresh: true,
});

export const cancelHandover = operation({
  id: 'handover.cancel',
  scope: 'account',
  method: 'POST',
  path: '/handover/cancel',
  summary: 'Cancels a handover before it takes effect, as either of its parties (P11).',
  body: z.strictObject({ handover_id: id }),
  reply: done,
  refusals: ['not-found'],
  changesRights: true,
});
