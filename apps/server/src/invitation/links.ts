import { accessStillGiven } from '@latchkey/domain/computer';
import { mayGroup } from '@latchkey/domain/group';
import { type Ending, type Inviter, mayStillGive, refuseLink, roleBrought } from '@latchkey/domain/invitation';
import type { Language } from '@latchkey/domain/language';
import type { Limits } from '@latchkey/domain/limited';
import type { Refusal } from '@latchkey/domain/refusal';
import type { GrantableRole, Permission } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { askOnce, type Began } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { hashOfLink, linkOf } from '../kit/links.ts';

/** Where a mailed link leads, known before any account is chosen. */
export type LinkTarget = {
  hash: Buffer;
  account_id: string;
  invitation_id: string;
  generation: number;
  email: string;
  /** Whose mailbox it is, whichever of their addresses. */
  person_id: string | null;
};

/** Which invitation a mailed link is of, by its proof; `link-unknown` for every other text. */
export async function targetOf(kit: Kit, link: string): Promise<LinkTarget | Refusal> {
  const hash = hashOfLink(kit, 'invitation', link);
  if (!hash) return { code: 'link-unknown' };
  const [row] = await askOnce(kit.db, () => sql<Omit<LinkTarget, 'hash'>>`select * from invitation_by_link(${hash})`);
  return row ? { hash, ...row } : { code: 'link-unknown' };
}

/** Whose the invited mailbox is; it stays theirs until this transaction ends. */
export async function invitedPerson({ tx }: Began, target: LinkTarget): Promise<string | undefined> {
  const { rows } = await sql<{ id: string | null }>`select invited_person(${target.hash}) as id`.execute(tx);
  return rows[0]?.id ?? undefined;
}

export type Offer = {
  id: string;
  account_id: string;
  member_id: string;
  email: string;
  name: string;
  /** The role it brings now: what its inviter may still grant (I10). */
  role: GrantableRole;
  /** Whether its inviter may still give access (I10), and to which groups of computers only; null for any. */
  gives_access: boolean;
  keeps_access: readonly string[] | null;
  /** Which of the user groups that the invited member is in are theirs: any, those that bring no more than these permissions (I10). */
  groups_kept: { any: boolean; bringing: readonly Permission[] };
  /** Whether a group that it named is gone. */
  lost_groups: boolean;
  /** The custom role it brings; none when its inviter may not give all of it any more. */
  role_id: string | null;
  /** Permissions of its own that its inviter may not give any more. */
  dropped: Permission[];
  /** Whether it brings a lesser role than it named. */
  lost_role: boolean;
  company_name: string;
  invited_by: string;
  note: string;
  language: Language;
  expires_at: Date;
};

type OfferRow = Omit<Offer, 'gives_access' | 'keeps_access' | 'groups_kept' | 'dropped'> & {
  permissions: Permission[];
  generation: number;
  ending: Ending | null;
  inviter_holds: Permission[];
  inviter_limits: Limits | null;
  inviter_manages: boolean;
  role_permissions: Permission[];
  inviter_active: boolean;
};

/** What the invitation behind a link offers now, or what became of it. Inside a transaction of the invitation's account. */
export async function offerOf({ tx, now }: Began, target: LinkTarget): Promise<Offer | Refusal> {
  const { rows } = await sql<OfferRow>`
    select i.id, i.account_id, i.member_id, m.email, m.name, m.role, a.company_name, w.name as invited_by, held_in_full(w.account_id, w.id) as inviter_holds,
           limits_of(w.account_id, w.id) as inviter_limits, is_commanded(w.account_id, w.id, 'users.manage', m.id) as inviter_manages,
           m.role_id, array(select p.permission from member_permission p where p.account_id = m.account_id and p.member_id = m.id) as permissions,
           array(select p.permission from custom_role_permission p where p.account_id = m.account_id and p.role_id = m.role_id) as role_permissions,
           w.status = 'active' as inviter_active, i.note, i.language, i.expires_at, i.generation, i.ending, i.lost_groups, i.lost_role
      from invitation i
      join account a on a.id = i.account_id
      join member m on m.account_id = i.account_id and m.id = i.member_id
      join member w on w.account_id = i.account_id and w.id = i.invited_by
     where i.account_id = ${target.account_id} and i.id = ${target.invitation_id}`.execute(tx);
  const [row] = rows;
  if (!row) return { code: 'link-unknown' };
  const facts = {
    generation: target.generation,
    current: row.generation,
    ending: row.ending ?? undefined,
    expires_at: row.expires_at,
    now,
  };
  const refusal = refuseLink(facts);
  if (refusal) return refusal;
  const inviter = {
    active: row.inviter_active,
    manages: row.inviter_manages,
    permissions: row.inviter_holds,
    limits: row.inviter_limits ?? undefined,
  };
  const role = roleBrought(inviter, row.role);
  return role ? { ...row, ...keptOf(row, inviter, role) } : { code: 'link-withdrawn' };
}

/** What of an invitation its inviter may still give (I10). */
function keptOf(row: OfferRow, inviter: Inviter, role: GrantableRole) {
  const keepsRole = row.role_id === null || mayStillGive(inviter, row.role_permissions);
  return {
    role,
    role_id: keepsRole ? row.role_id : null,
    lost_role: row.lost_role || !keepsRole || role !== row.role,
    dropped: row.permissions.filter((one) => !mayStillGive(inviter, [one])),
    keeps_access: accessStillGiven(inviter) ?? null,
    gives_access: accessStillGiven(inviter) !== undefined,
    groups_kept: { any: inviter.active && mayGroup(inviter), bringing: inviter.permissions },
  };
}

/** The whole address of an invitation's link, as it stands in the mail. */
export function invitationLink(kit: Kit, id: string, generation: number): string {
  return linkOf(kit, { kind: 'invitation', page: '/invitation', id, generation });
}

/** Locks the account of an invitation first, as everything does that changes rights; nothing when the account is closed meanwhile. */
export async function lockAccount({ tx }: Began, accountId: string): Promise<boolean> {
  const { rows } =
    await sql`select from account where id = ${accountId} and closed_at is null for no key update`.execute(tx);
  return rows.length > 0;
}
