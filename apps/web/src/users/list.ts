import type { memberRow } from '@latchkey/contract/member';
import type { MailState } from '@latchkey/domain/invitation';
import { refuseDeletion, type Actor, type MemberStatus } from '@latchkey/domain/member';
import { refuseActingOn } from '@latchkey/domain/role';
import type { MessageId } from '@latchkey/messages/catalogue';
import type * as z from 'zod';
import type { Tone } from '../kit/Badge.tsx';

/** A row of the users list. */
export type User = z.output<typeof memberRow>;

/** The statuses one can ask for; without one all are shown. */
export const filters = ['invited', 'active', 'suspended'] as const;
export type Filter = (typeof filters)[number];

/** What the address of the page says about the list; what it does not know is left out. */
export function searchOf(search: Record<string, unknown>): { status?: Filter } {
  const status = filters.find((filter) => filter === search['status']);
  return status === undefined ? {} : { status };
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

/** What can be done with a user from the list. */
export const acts = ['resend', 'withdraw', 'delete'] as const;
export type Act = (typeof acts)[number];

/** Who looks at the list: their standing, and whether they manage users at all. */
export type Viewer = Actor & { mayManage: boolean };

/** Whether an act is offered on a user: the same rules as the server's (P7, P11, I11, G10), which decides. */
function mayAct(act: Act, viewer: Viewer, user: User): boolean {
  if (!viewer.mayManage) return false;
  if (act === 'delete') return user.status !== 'invited' && refuseDeletion(viewer, user) === undefined;
  return user.status === 'invited' && refuseActingOn(viewer.role, user.role) === undefined;
}

/** The acts offered on one user, in the order of the menu. */
export function actsOn(viewer: Viewer, user: User): Act[] {
  return acts.filter((act) => mayAct(act, viewer, user));
}

/** What the bar above the list offers for the chosen users. */
export type BulkActs = {
  /** Whose invitations can go out again. */
  resend: readonly User[];
  /** Who can be removed: deleted, or withdrawn where they have not accepted. */
  remove: readonly User[];
  /** `withdraw` while nobody among them has accepted; else it is a deletion, which withdraws the others (I11). */
  removal: 'delete' | 'withdraw';
};

/** Sorts the chosen users by what may be done with them. */
export function bulkActs(viewer: Viewer, chosen: readonly User[]): BulkActs {
  const remove = chosen.filter((user) => mayAct('delete', viewer, user) || mayAct('withdraw', viewer, user));
  return {
    resend: chosen.filter((user) => mayAct('resend', viewer, user)),
    remove,
    removal: remove.every((user) => user.status === 'invited') ? 'withdraw' : 'delete',
  };
}
