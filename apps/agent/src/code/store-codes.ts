import {
  applyGrants,
  type Claim,
  type GrantsNews,
  type NewCode,
  type Owner,
  setBase,
  setOwn,
  setOwner,
} from '@latchkey/wire/codes';
import type { Store } from './store.ts';

/** Whose code is set: in a session by its claim, at the computer by whoever signed in there, or by its administrator (`null`). */
export type Setter = Pick<Claim, 'person_id' | 'grant_id' | 'is_owner'> | null;

/**
 * Sets a code: the owner's and the administrator's become the base code, anybody else's is for their own grant (C6, C12). False when it is
 * not theirs to set. The server is then told: of a base code by the facts, of a grant's by `unreportedGrants`.
 */
export async function setCode(store: Store, setter: Setter, code: NewCode): Promise<boolean> {
  return store.change((state, stamp) => {
    const isOwn = setter !== null && !setter.is_owner;
    const codes = isOwn
      ? setOwn(state.codes, setter, code, stamp)
      : setBase(state.codes, code, setter?.person_id ?? null, stamp);
    return codes ? { state: { ...state, codes }, result: true } : { state, result: false };
  });
}

/** Takes over what the server says of grants, durably, and gives the ids of those whose sessions are over. Acknowledge the last part afterwards. */
export async function keepGrants(store: Store, news: GrantsNews): Promise<string[]> {
  return store.change((state, stamp) => {
    const { codes, ended } = applyGrants(state.codes, news, stamp);
    return { state: { ...state, codes }, result: ended };
  });
}

/** Takes over who owns the computer and whether they are suspended (C13). */
export async function keepOwner(store: Store, owner: Owner | null): Promise<void> {
  await store.change((state, stamp) => {
    const codes = setOwner(state.codes, owner, stamp);
    return { state: codes === state.codes ? state : { ...state, codes }, result: undefined };
  });
}
