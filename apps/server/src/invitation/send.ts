import { sendInvitation } from '@latchkey/contract/invitation';
import type { Body } from '@latchkey/contract/operation';
import { refuseInvitedAccess } from '@latchkey/domain/computer';
import { refuseInvitedGroups } from '@latchkey/domain/group';
import { type Invitee, refuseInvitation } from '@latchkey/domain/invitation';
import { extentOf } from '@latchkey/domain/limited';
import { refuseCustomRole, refuseGranting, refusePermissions } from '@latchkey/domain/role';
import { giveAccess, thingsThere, type WantedAccess } from '../computer/access.ts';
import { groupsThere } from '../group/grouping.ts';
import { type Membership, putInto } from '../group/membership.ts';
import type { Tx } from '../kit/db.ts';
import { refuseBeyond } from '../kit/limited.ts';
import { bulkWriteTogether, type Member } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { permit, type Permitted } from '../member/permitting.ts';
import { standingsOf } from '../member/standing.ts';
import { rolesThere } from '../role/naming.ts';
import { expiryOf, invitationsLeft, makeOffers, type Offered, spendInvitations, tooMany } from './opening.ts';
import { closeExpired } from './sweeping.ts';

export const send = bulkWriteTogether(sendInvitation, async ({ tx, now, me, items, kit }) => {
  const began = { tx, now };
  const { account_id, member_id: invited_by } = me;
  // So that nothing expired stands in the way (I6).
  await closeExpired(began, account_id);
  const emails = items.map(({ email }) => email);
  const standings = await standingsOf(tx, account_id, emails);
  const others = await beyondOf(tx, me, standings);
  const left = await invitationsLeft(began, kit, account_id);
  const expires_at = await expiryOf(tx, account_id, now);
  const { there, groups, roles } = await namedIn(tx, me, items);
  const offers: Offered[] = [];
  const permitted: Permitted[] = [];
  const grouped: Membership[] = [];
  const given: WantedAccess[] = [];
  const handled = items.map((item) => {
    const refusal =
      refuseGranting(me.permissions, item.role) ??
      refusePermissions(me.permissions, item.permissions) ??
      refuseCustomRole(me.permissions, item, roles) ??
      refuseInvitedAccess(me, item.access, there) ??
      refuseInvitedGroups(me, item.user_group_ids, groups) ??
      (others.has(item.email) ? { code: 'reaches-further' as const } : undefined) ??
      refuseInvitation(standings.get(item.email) ?? { standing: 'stranger' }) ??
      (offers.length < left ? undefined : tooMany(kit));
    if (refusal) return { answer: refusal };
    const [member_id, invitation_id] = [uuidv7(now), uuidv7(now)];
    standings.set(item.email, { standing: 'invited', member_id });
    const { access, user_group_ids, permissions, custom_role_id: role_id, ...invitee } = item;
    permitted.push(...permissions.map((permission) => ({ member_id, permission })));
    grouped.push(...user_group_ids.map((group_id) => ({ group_id, member_id })));
    offers.push({ account_id, member_id, invitation_id, invited_by, expires_at, role_id, ...invitee });
    if (access && access.kind !== 'none') given.push({ member_id, ...access });
    return { answer: { member_id, invitation_id }, note: { after: { status: 'invited', role: item.role } } };
  });
  if (offers.length === 0) return handled;
  await spendInvitations(began, kit, account_id, offers.length);
  await makeOffers(began, kit, offers);
  if (given.length > 0) await giveAccess(began, account_id, given);
  await putInto(tx, { accountId: account_id, now }, grouped);
  await permit(tx, account_id, permitted);
  return handled;
});

/** Which addresses are those of members whom who invites inside limits does not look after: of them nothing is said (G11). */
async function beyondOf(tx: Tx, me: Member, standings: ReadonlyMap<string, Invitee>): Promise<Set<string>> {
  const here = [...standings].flatMap(([email, invitee]) =>
    invitee.standing === 'stranger' ? [] : [{ email, member_id: invitee.member_id }],
  );
  const refusals = await refuseBeyond(tx, me, { ...sendInvitation, limits: { member_id: 'seen-member' } }, here);
  return new Set(here.flatMap(({ email }, index) => (refusals[index] ? [email] : [])));
}

type Item = Body<typeof sendInvitation>['items'][number];

/** What these invitations name and what of it there is: computers with their groups, user groups, and custom roles. */
async function namedIn(tx: Tx, me: Member, items: readonly Item[]) {
  const there = await thingsThere(
    tx,
    me.account_id,
    items.flatMap(({ access }) => access ?? []),
    extentOf(me, 'access.grant')?.computers,
  );
  const groups = await groupsThere(
    tx,
    me,
    items.flatMap(({ user_group_ids }) => user_group_ids),
  );
  // Roles are none of what who invites inside limits sees, or gives.
  const seesRoles = extentOf(me, 'users.manage')?.users === null;
  const wanted = seesRoles ? items.flatMap(({ custom_role_id }) => custom_role_id ?? []) : [];
  const roles = await rolesThere(tx, me, wanted);
  return { there, groups, roles };
}
