import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { type Charge, refund } from '../kit/limits.ts';
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
  const opened = await inTransaction(kit.db, {}, async ({ tx, now }) => {
    const until = new Date(now.getTime() + SIGN_IN_DAYS * 86_400_000);
    if (asked.token) await sql`select end_sign_in(${asked.token}, ${uuidv7(now)}, ${now})`.execute(tx);
    const { rows } = await sql<{ opened: boolean }>`
      select open_sign_in(${who.password_hash}, ${who.person_id}, ${uuidv7(now)}, ${hashToken(token)}, ${browser}, ${now}, ${until},
                          ${asked.address}, ${asked.user_agent}) as opened`.execute(tx);
    if (who.paid) await refund(tx, who.paid);
    return rows[0]?.opened === true;
  });
  if (!opened) return false;
  cookies.sign_in = token;
  if (browserToken !== undefined) cookies.browser = browserToken;
  return true;
}
