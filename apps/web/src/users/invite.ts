import { previewInvitation, type sendInvitation } from '@latchkey/contract/invitation';
import { MOST_ITEMS, type BodyInput } from '@latchkey/contract/operation';
import { inviteesOf, withInvitee, type PastedInvitee, type Replacement } from '@latchkey/domain/invitees';
import { isLanguage, type Language } from '@latchkey/domain/language';
import { givenIn, noAccess, type AccessDraft } from '../kit/access.ts';
import type { Grantable } from '../kit/permission-areas.ts';
import type { GroupPick } from './invite-groups.ts';
import { grantableRoles, refuseGranting, type GrantableRole, type Permission } from '@latchkey/domain/role';

/** What is typed on the page: whom one act invites, and what is the same for all of them. */
export type Draft = {
  text: string;
  language: Language;
  /** A built-in role, or the id of a custom one. */
  role: string;
  /** Everything, whatever the role says (I2). */
  all: boolean;
  note: string;
};
/** The same as a form holds it. */
export type Typed = { text: string; language: string; role: string; all: boolean; note: string };
type Body = BodyInput<typeof sendInvitation>;
type Invitee = Body['items'][number];

/** How many are invited in one act (I1). */
export const MOST_IN_ONE_ACT = MOST_ITEMS;

/** More lines than these stand in a box of their own, so that what follows them is not out of reach. */
export const MANY = 12;

/** Where the fields of the page stand in the body: what is the same for all stands in every item, the rest is in the list. */
export const places: Readonly<Record<string, keyof Draft>> = {
  items: 'text',
  ...Object.fromEntries(
    Array.from({ length: MOST_ITEMS }, (_, at) => [
      ...(['language', 'role', 'note'] as const).map((field) => [`items.${at}.${field}`, field] as const),
      [`items.${at}.custom_role_id`, 'role'] as const,
    ]).flat(),
  ),
};

/** The fields with which the page starts: nobody yet, in the inviter's language, as plain members. */
export function emptyDraft(language: Language): Draft {
  return { text: '', language, role: 'member', all: false, note: '' };
}

/** What the page holds after an act: the lines that are left, or nobody; only for those left everything stays granted. */
export function nextDraft(typed: Typed, left: string): Draft {
  const role = isRoleToGive(typed.role) ? typed.role : 'member';
  return { text: left, language: languageOf(typed), role, all: left !== '' && typed.all, note: typed.note };
}

/** The access that stays chosen after an act: all computers are given on only to those who are left, as everything is. */
export function nextAccess(access: AccessDraft, left: string): AccessDraft {
  return left === '' && access.kind === 'all' ? noAccess : access;
}

/** The own permissions that stay chosen after an act: only those left get them, so that nobody gets any by oversight. */
export function nextPermissions(permissions: readonly Grantable[], left: string): readonly Grantable[] {
  return left === '' ? [] : permissions;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a word can be the role of an invitation: a built-in one that can be given, or the id of a custom one. */
export function isRoleToGive(word: string): boolean {
  return grantableRoles.some((role) => role === word) || ID.test(word);
}

/** The role that was chosen, as the API takes it: who gets a custom one is a Member otherwise (G5). */
export function roleIn({ role, all }: Pick<Typed, 'role' | 'all'>): { role: GrantableRole; custom_role_id?: string } {
  if (all) return { role: 'super_admin' };
  if (ID.test(role)) return { role: 'member', custom_role_id: role };
  return { role: grantableRoles.find((granted) => granted === role) ?? 'member' };
}

/** The roles somebody may give (G10), weakest first: the harmless one is the first choice. */
export function rolesToGive(permissions: readonly Permission[]): GrantableRole[] {
  return grantableRoles.filter((granted) => refuseGranting(permissions, granted) === undefined).toReversed();
}

/** What was understood of a text: every line of it is in `lines` and in one of the others. */
export type Understood = {
  lines: readonly PastedInvitee[];
  /** Those that the next act invites. */
  now: readonly PastedInvitee[];
  /** Good ones beyond what one act takes. */
  over: readonly PastedInvitee[];
  /** Those that somebody has to look at first. */
  look: readonly PastedInvitee[];
  /** Those that stand there before: nothing is wrong with them, but nobody is invited twice. */
  twice: readonly PastedInvitee[];
};

/** Sorts what was pasted by what becomes of it. */
export function understoodIn(text: string): Understood {
  const lines = inviteesOf(text);
  const good = lines.filter(({ problem }) => problem === undefined);
  return {
    lines,
    now: good.slice(0, MOST_ITEMS),
    over: good.slice(MOST_ITEMS),
    look: lines.filter(({ problem }) => problem !== undefined && problem !== 'duplicate'),
    twice: lines.filter(({ problem }) => problem === 'duplicate'),
  };
}

/** The line that is gone to next from a line: the next one that needs a look, from the beginning again after the last. */
export function nextToLookAt({ look }: Understood, from: number): PastedInvitee | undefined {
  return look.find(({ line }) => line > from) ?? look[0];
}

/** The text with a line changed or taken out, unless the text has become another since the line was shown. */
export function changedIn(text: string, shown: Pick<PastedInvitee, 'line' | 'text' | 'name'>, to: Replacement): string {
  const now = inviteesOf(text)[shown.line - 1];
  if (now === undefined || now.text !== shown.text || now.name !== shown.name) return text;
  return withInvitee(text, shown.line, to);
}

/** What the page holds, as the body of one act. Everything means all computers too, present and future (I2). */
export function bodyOf(
  typed: Typed,
  access: AccessDraft = noAccess,
  groups: readonly GroupPick[] = [],
  permissions: readonly Grantable[] = [],
): Body {
  const wanted = typed.all ? { ...noAccess, kind: 'all' as const } : access;
  const given = wanted.kind === 'none' ? {} : { access: givenIn(wanted) };
  const grouped = groups.length === 0 ? {} : { user_group_ids: groups.map(({ id }) => id) };
  const own = permissions.length === 0 || typed.all ? {} : { permissions: [...permissions] };
  const terms = { ...termsOf(typed), ...roleIn(typed), ...own, ...given, ...grouped };
  return { items: understoodIn(typed.text).now.map(({ email = '', name }) => ({ email, name, ...terms })) };
}

/** What is the same for everybody. */
function termsOf(typed: Typed): Pick<Invitee, 'role' | 'note'> & { language: Language } {
  return { role: roleIn(typed).role, language: languageOf(typed), note: typed.note };
}

function languageOf(typed: Typed): Language {
  return isLanguage(typed.language) ? typed.language : 'en';
}

/** Stands for the address while it is being typed: the mail's text does not name it. */
const ANYBODY = 'anybody@example.com';

/** The line whose mail is shown, or nothing while something in it can't be sent. */
export function previewOf(typed: Typed, to: Pick<PastedInvitee, 'email' | 'name'> | undefined): Invitee | undefined {
  const line = { email: to?.email ?? ANYBODY, name: to?.name ?? '', ...termsOf(typed) };
  return previewInvitation.body.safeParse(line).success ? line : undefined;
}

/** The sender as the mail's head shows it; while no mail server is set, only the name is known. */
export function senderOf(from: string): string {
  return from.replace(/\s*<>$/, '');
}
