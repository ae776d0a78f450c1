import { previewInvitation } from '@latchkey/contract/invitation';
import { mailServerOf } from '../kit/mails.ts';
import { write } from '../kit/operation.ts';
import { invitationLetter } from './letter.ts';
import { expiryOf } from './opening.ts';

// As long as a real one, so that the mail looks the same and the link, if somebody tries it, is unknown and not malformed.
const SAMPLE = '00000000-0000-0000-0000-000000000000.0.a-sample-link-that-opens-nothing-whatsoever';

export const preview = write(previewInvitation, async ({ tx, now, me, body, kit }) => {
  const account = await tx
    .selectFrom('account')
    .select(['company_name', 'sender_name'])
    .where('id', '=', me.account_id)
    .executeTakeFirstOrThrow();
  const server = await mailServerOf(kit, tx);
  const letter = await invitationLetter({
    language: body.language,
    companyName: account.company_name,
    invitedBy: me.name,
    name: body.name,
    note: body.note,
    link: `${kit.publicUrl}/invitation#${SAMPLE}`,
    expiresAt: await expiryOf(tx, me.account_id, now),
  });
  return { from: `${account.sender_name ?? account.company_name} <${server?.from ?? ''}>`, ...letter };
});
