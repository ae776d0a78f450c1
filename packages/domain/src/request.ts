import { type Actor, refusePermissionChange, type Target } from './member.ts';
import type { Refusal } from './refusal.ts';
import { type Permission, refuseActingOn } from './role.ts';

/** What can become of a request for a right: answered, taken back, or ended because who asked is gone. */
export const requestStates = ['open', 'granted', 'declined', 'withdrawn', 'ended'] as const;
export type RequestState = (typeof requestStates)[number];

/** What somebody can answer to a request. */
export const answers = ['granted', 'declined'] as const;

/** How much somebody can write with a request or an answer, in characters. */
export const LONGEST_NOTE = 500;
/** How often one member may ask in a day. */
export const REQUESTS_A_DAY = 20;
/** How many of those who could give it are mailed. */
export const MOST_TOLD = 10;

/** What is asked for: one computer, or that it be unlocked; one permission; or neither: computers at all. */
export type Wish = { computer_id: string | null; permission: Permission | null; unlock: boolean };

/** Says why a wish can't be asked for: it names two things, or does not say what is to be unlocked. */
export function refuseWish({ computer_id, permission, unlock }: Wish): Refusal | undefined {
  if (unlock && computer_id === null) return wrong('computer_id', 'required');
  return computer_id !== null && permission !== null ? wrong('permission', 'invalid') : undefined;
}

/** What who answers must be able to do, besides seeing users: giving this is what these permissions are for. */
export function neededToAnswer({ permission, unlock }: Pick<Wish, 'permission' | 'unlock'>): readonly Permission[] {
  if (unlock) return ['users.view', 'computers.unlock'];
  return permission === null ? ['users.view', 'access.grant'] : ['users.view', 'users.manage', permission];
}

/**
 * Says why somebody may not answer a request (G10): it takes what giving the right by hand takes, and who could not give it has no say in
 * it either. Who asks must be active: nobody else has any use for a right. Unlocking a computer does nothing to who asks for it, however
 * strong they are.
 */
export function refuseAnswering(actor: Actor, asker: Target | undefined, wish: Wish): Refusal | undefined {
  const lacking = neededToAnswer(wish).find((permission) => !actor.permissions.includes(permission));
  if (lacking !== undefined) return { code: 'not-permitted', permission: lacking };
  if (!asker || asker.status === 'removed') return { code: 'not-found' };
  return refuseGiving(actor, asker, wish) ?? (asker.status === 'active' ? undefined : { code: 'not-active' });
}

function refuseGiving(actor: Actor, asker: Target, { permission, unlock }: Wish): Refusal | undefined {
  if (permission !== null) return refusePermissionChange(actor, asker, [permission]);
  if (asker.id === actor.member_id) return { code: 'not-yourself' };
  return unlock ? undefined : refuseActingOn(actor.permissions, asker);
}

type Given = { group_ids: readonly string[]; computer_ids: readonly string[] };

/** Says why this can't be given in answer to a wish: computers are chosen where none was named, and nowhere else. */
export function refuseGift({ computer_id, permission }: Wish, { group_ids, computer_ids }: Given): Refusal | undefined {
  const isNamed = computer_id !== null || permission !== null;
  const count = group_ids.length + computer_ids.length;
  if (isNamed) return count > 0 ? wrong('computer_ids', 'invalid') : undefined;
  return count === 0 ? wrong('computer_ids', 'required') : undefined;
}

function wrong(path: string, problem: string): Refusal {
  return { code: 'invalid', problems: [{ path, problem }] };
}
