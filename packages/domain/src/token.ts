import { heldHere, type Limited } from './limited.ts';
import type { Refusal } from './refusal.ts';
import type { Permission } from './role.ts';

/** How many open tokens a member may have in an account. */
export const MOST_TOKENS = 50;

export type WantedToken = { kind: 'personal' | 'account'; scopes: readonly Permission[] };

/** Says why a member may not make a token: nobody gives one what they lack (G10), and one of the account needs the right to manage tokens. */
export function refuseToken(maker: Limited, wanted: WantedToken, open: number): Refusal | undefined {
  if (wanted.kind === 'account' && !maker.permissions.includes('tokens.manage'))
    return { code: 'not-permitted', permission: 'tokens.manage' };
  // What its maker may do inside chosen groups only, it may do inside these.
  const lacking = wanted.scopes.find((scope) => !heldHere(maker).includes(scope));
  if (lacking !== undefined) return { code: 'not-permitted', permission: lacking };
  return open >= MOST_TOKENS ? { code: 'too-many-tokens', maximum: MOST_TOKENS } : undefined;
}
