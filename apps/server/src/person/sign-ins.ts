import { sql } from 'kysely';
import { askOnce } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import type { Charge } from '../kit/limits.ts';
import type { Asked, Cookies } from '../kit/operation.ts';
import { hashToken, newToken, uuidv7 } from '../kit/secrets.ts';

const SIGN_IN_DAYS = 30;

/** A person whose password was just verified or set: the hash is the proof that it is still the present one. */
export type Verified = {
  person_id: string;
  password_hash: string;
  /** What the attempt cost, given back when it succeeds. */
  paid?: Charge[];
};

/**
 * Opens a sign-in under a new token, ends the one this browser had, and makes the browser known, so that it keeps its own budget of
 * wrong passwords. False when the password was changed meanwhile.
 */
export async function openSignIn(kit: Kit, asked: Asked, cookies: Cookies, who: Verified): Promise<boolean> {
  const token = newToken();
  const browserToken = asked.browser === undefined ? newToken() : undefined;
  const browser = asked.browser ?? hashToken(browserToken ?? '');
  const keys = (who.paid ?? []).map((charge) => charge.key);
  // One statement, so one transaction in one round trip: opened and refunded, or neither.
  const [row] = await askOnce(
    kit.db,
    (now) => sql<{ opened: boolean }>`
      with opened as materialized (
        select open_sign_in(${who.password_hash}, ${who.person_id}, ${uuidv7(new Date())}, ${hashToken(token)}, ${browser}, ${now},
                            ${now} + make_interval(days => ${SIGN_IN_DAYS}), ${asked.address}, ${asked.user_agent}) as opened
      ), refunded as (
        update limit_charge set charges = charges - 1
         where key = any(${keys}) and charges > 0 and (select opened from opened)
      )
      select opened from opened`,
  );
  if (row?.opened !== true) return false;
  if (asked.token) await endSignIn(kit, asked.token);
  cookies.sign_in = token;
  if (browserToken !== undefined) cookies.browser = browserToken;
  return true;
}

async function endSignIn(kit: Kit, token: Buffer): Promise<void> {
  await askOnce(kit.db, (now) => sql`select end_sign_in(${token}, ${uuidv7(new Date())}, ${now})`);
}
