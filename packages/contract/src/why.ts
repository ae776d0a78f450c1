import * as z from 'zod';
import { operation } from './operation.ts';
import { id } from './shapes.ts';

const named = z.strictObject({ id, name: z.string() });

/** One way to a computer (G4): owning it, holding the account, or access to all, to its group or to it alone. */
const way = z.strictObject({
  kind: z.enum(['owner', 'holder', 'all', 'group', 'computer']),
  /** The group of computers that is open. */
  group: named.nullable(),
  /** The user group it is open to; null where it is the member's own, or where the caller does not see that group. */
  by: named.nullable(),
  /** The user group the member is in, where it is another, below that one. */
  through: named.nullable(),
  /** Whether it leads through user groups that the caller does not see (G11). */
  unseen: z.boolean(),
});

export const whyReach = operation({
  id: 'member.why-reach',
  scope: 'account',
  method: 'GET',
  path: '/members/:member_id/reach/:computer_id',
  summary:
    'Why a member reaches a computer, by every way, or what is missing and who could give it (G7): for who sees users, and for oneself.',
  params: z.strictObject({ member_id: id, computer_id: id }),
  reply: z.strictObject({
    member: named,
    computer: named,
    reaches: z.boolean(),
    ways: z.array(way),
    /** Ways there would be but for what is missing. */
    switched_off: z.array(way),
    missing: z.array(z.enum(['member-not-active', 'computer-not-active', 'only-own', 'access'])),
    /** Who could give access, by name, the first fifty; only to who sees users. Others ask an admin of the company. */
    could_give: z.strictObject({ count: z.number().int(), first50: z.array(named) }).nullable(),
    company_name: z.string(),
    /** The account's contact, empty where there is none. */
    support_contact: z.string(),
  }),
  refusals: [],
});
