import type { previewBatch } from '@latchkey/contract/batch';
import type { memberRow } from '@latchkey/contract/member';
import type { BodyInput } from '@latchkey/contract/operation';
import type { MailState } from '@latchkey/domain/invitation';
import type { MemberStatus } from '@latchkey/domain/member';
import { type Role, roles } from '@latchkey/domain/role';
import type { MessageId } from '@latchkey/messages/catalogue';
import type * as z from 'zod';
import type { Tone } from '../kit/Badge.tsx';
import { changedAddress, isNarrowed, listStateOf, nextSort, type ListState } from '../kit/list-state.ts';

/** A row of the users list. */
export type User = z.output<typeof memberRow>;

/** What the list of users can be asked for (N1): its orders, and its filters with their choices. */
export const usersList = {
  sorts: ['name', 'last_activity', 'added'],
  filters: {
    status: ['active', 'invited', 'suspended', 'inactive'],
    role: roles,
    mail: ['bounced', 'waiting', 'no_mail_server', 'expired'],
  },
} as const;
export type UsersList = ListState<typeof usersList> & OfAccount;

/** What the list is narrowed to of what an account has made itself. */
type OfAccount = {
  /** A user group: those in it itself. */
  group?: string | undefined;
  customRole?: string | undefined;
};

/** How these stand in the address. */
const made = { group: 'group', customRole: 'custom_role' } as const;
const ID = /^[0-9a-f-]{36}$/;

/** How the list of users stands according to the address of its page; a group or a role that is no id is left out. */
export function usersListIn(address: Record<string, unknown>): UsersList {
  const idIn = (name: string) => {
    const value = address[name];
    return typeof value === 'string' && ID.test(value) ? value : undefined;
  };
  return { ...listStateOf(usersList, address), group: idIn(made.group), customRole: idIn(made.customRole) };
}

/** The address of the page after its list changed. */
export function usersAddress(address: Record<string, unknown>, change: Partial<UsersList>): Record<string, unknown> {
  const { group, customRole } = { ...usersListIn(address), ...change };
  const { [made.group]: _, [made.customRole]: __, ...others } = changedAddress(usersList, address, change);
  return {
    ...others,
    ...(group === undefined ? {} : { [made.group]: group }),
    ...(customRole === undefined ? {} : { [made.customRole]: customRole }),
  };
}

/** Whether the list shows less than everybody. */
export function isPart(state: UsersList): boolean {
  return state.group !== undefined || state.customRole !== undefined || isNarrowed<typeof usersList>(state);
}

/** Which members are meant, as the API takes it: those of a list, or of a job over all that match. */
export type MemberFilter = BodyInput<typeof previewBatch>['filter'];

/** Which users the list shows; of the states of the mail the API takes one. */
export function filterOf({ search, filters, group, customRole }: UsersList): MemberFilter {
  const { status, role, mail } = filters;
  const [state] = mail;
  return {
    ...(search === '' ? {} : { search }),
    ...(status.length === 0 ? {} : { status }),
    ...(role.length === 0 ? {} : { role }),
    ...(state === undefined ? {} : { mail: state }),
    ...(group === undefined ? {} : { group_id: group }),
    ...(customRole === undefined ? {} : { role_id: customRole }),
  };
}

/** The question to the server for the list. */
export function queryOf(state: UsersList) {
  const { by, descending } = orderOf(state);
  return { ...filterOf(state), sort: by, order: descending ? ('desc' as const) : ('asc' as const) };
}

/** In which order the list stands: by name where its address says nothing. */
export function orderOf({ sort }: UsersList): NonNullable<UsersList['sort']> {
  return sort ?? { by: 'name', descending: false };
}

/** The order after the head of a column was pressed; of moments the latest come first. */
export function sortAfter(state: UsersList, by: string): UsersList['sort'] {
  const sort = usersList.sorts.find((one) => one === by);
  if (sort === undefined) return state.sort;
  return nextSort(orderOf(state), sort, sort === 'name' ? 'ascending' : 'descending');
}

/** Which roles are ticked: built-in ones, or a custom one by its id. */
export function rolesChosen({ filters, customRole }: UsersList): string[] {
  return [...filters.role, ...(customRole === undefined ? [] : [customRole])];
}

/** The list after ticks among the roles: of some built-in ones, or of one custom role, which the last tick decides. */
export function rolesAfter(state: UsersList, chosen: readonly string[]): Pick<UsersList, 'filters' | 'customRole'> {
  const before = rolesChosen(state);
  const isBuiltIn = (one: string): one is Role => (roles as readonly string[]).includes(one);
  const [added] = chosen.filter((one) => !before.includes(one));
  if (added !== undefined && !isBuiltIn(added)) return { filters: { ...state.filters, role: [] }, customRole: added };
  const role = chosen.filter(isBuiltIn);
  const left = added === undefined ? chosen.find((one) => !isBuiltIn(one)) : undefined;
  return { filters: { ...state.filters, role }, customRole: left };
}

/** What is left of several ticks where one is taken: the one that was just set. */
export function latestOf<C>(before: readonly C[], chosen: readonly C[]): C[] {
  const added = chosen.filter((one) => !before.includes(one));
  return (added.length > 0 ? added : [...chosen]).slice(0, 1);
}

/** What somebody is called in a list: their name, else their address. */
export function nameOf(user: Pick<User, 'name' | 'email'>): string {
  return user.name === '' ? user.email : user.name;
}

/** The two letters that stand for somebody. */
export function initialsOf(user: Pick<User, 'name' | 'email'>): string {
  const words = nameOf(user)
    .split(/[\s.@_-]+/u)
    .filter((word) => word !== '');
  const letters = words.slice(0, 2).map((word) => Array.from(word)[0] ?? '');
  return letters.join('').toUpperCase();
}

type Badged = { id: MessageId; tone: Tone };

const tones: Record<MemberStatus, Tone> = { invited: 'info', active: 'good', suspended: 'warn', removed: 'neutral' };

/** The badge of a status. */
export function statusBadge(status: MemberStatus): Badged {
  return { id: `users.status.${status}`, tone: tones[status] };
}

const mailTones = { waiting: 'info', sent: 'neutral', bounced: 'bad', no_mail_server: 'warn' } as const;

/** How an open invitation stands: its mail (I12), or that its time is over, which outranks the mail. */
export function invitationBadge(invitation: NonNullable<User['invitation']>): Badged {
  if (invitation.expired) return { id: 'users.mail.expired', tone: 'warn' };
  return { id: `users.mail.${invitation.mail}`, tone: mailTones[invitation.mail] };
}

/** What the state of a mail means for who sent the invitation; the operator is not told to ask themself (I12). */
export function mailMeaning(mail: MailState, isOperator: boolean): MessageId {
  if (mail === 'no_mail_server' && isOperator) return 'users.mail.no_mail_server.operator';
  return `users.mail.${mail}.meaning`;
}

/** What an inviter has to do about a mail that is not out, as a sentence; nothing while all goes well. */
export function mailAdvice(invitation: NonNullable<User['invitation']>): MessageId | undefined {
  if (invitation.expired) return undefined;
  const isStuck = invitation.mail === 'bounced' || invitation.mail === 'no_mail_server';
  return isStuck ? `users.mail.${invitation.mail}.meaning` : undefined;
}
