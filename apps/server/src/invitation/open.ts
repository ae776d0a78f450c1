import { openInvitation } from '@latchkey/contract/invitation';
import { inTransaction } from '../kit/db.ts';
import { type Person, steps } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { type LinkTarget, offerOf, targetOf } from './links.ts';

export const open = steps(openInvitation, async ({ kit, me, body }) => {
  const target = await targetOf(kit, body.link);
  if (isRefusal(target)) return target;
  const offer = await inTransaction(kit.db, { accountId: target.account_id, mode: 'read' }, (began) =>
    offerOf(began, target),
  );
  if (isRefusal(offer)) return offer;
  const { company_name, email, name, invited_by, note, language } = offer;
  return {
    company_name,
    email,
    name,
    invited_by,
    note,
    language,
    has_person: target.person_id !== null,
    signed_in_as: callerOf(me, target),
  };
});

function callerOf(me: Person | undefined, { person_id }: LinkTarget): 'nobody' | 'invited' | 'other' {
  if (me === undefined) return 'nobody';
  return me.person_id === person_id ? 'invited' : 'other';
}
