import type { listTokens, tokenKinds } from '@latchkey/contract/token';
import type { Reply } from '@latchkey/contract/operation';
import type { Permission } from '@latchkey/domain/role';

export type Token = Reply<typeof listTokens>['items'][number];
export type TokenKind = (typeof tokenKinds)[number];

/** How long a new token may live, in days. */
export const LIFETIMES = [7, 30, 90, 365] as const;

/** Whether a token works, and if not, why; `powerless` when nothing of what it was given is its maker's any more. */
export function stateOf(token: Token, now: number): 'works' | 'powerless' | 'expired' | 'ended' {
  if (token.ended_at !== null) return 'ended';
  if (Date.parse(token.expires_at) <= now) return 'expired';
  return token.scopes.length > 0 && token.powers.length === 0 ? 'powerless' : 'works';
}

/** What was given to a token and can't be used now, because its maker does not hold it any more (G10). */
export function lostScopes({ scopes, powers }: Token): Permission[] {
  return scopes.filter((scope) => !powers.includes(scope));
}
