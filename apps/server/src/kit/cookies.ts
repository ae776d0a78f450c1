/** How this installation's cookies are named and marked: `__Host-` and Secure under https; on plain loopback the port keeps two apart. */
export type CookieJar = { signIn: string; browser: string; attributes: string };

const SIGN_IN_DAYS = 30;
const BROWSER_DAYS = 400;

export function cookieJar(publicUrl: string): CookieJar {
  const url = new URL(publicUrl);
  const secure = url.protocol === 'https:';
  const prefix = secure ? '__Host-latchkey' : `latchkey-${url.port || '80'}`;
  return {
    signIn: prefix,
    browser: `${prefix}-browser`,
    attributes: `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`,
  };
}

/** The value of one cookie of a Cookie header (RFC 6265, 5.4); only tokens of ours have a value that fits. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [key = '', value = ''] = pair.trim().split('=', 2);
    if (key === name && /^[A-Za-z0-9_-]{43}$/.test(value)) return value;
  }
  return undefined;
}

/** The Set-Cookie headers of a reply; null as sign-in clears it. */
export function writeCookies(jar: CookieJar, cookies: { sign_in?: string | null; browser?: string }): string[] {
  const headers: string[] = [];
  if (cookies.sign_in === null) headers.push(`${jar.signIn}=; Max-Age=0; ${jar.attributes}`);
  else if (cookies.sign_in !== undefined)
    headers.push(`${jar.signIn}=${cookies.sign_in}; Max-Age=${SIGN_IN_DAYS * 86_400}; ${jar.attributes}`);
  if (cookies.browser !== undefined)
    headers.push(`${jar.browser}=${cookies.browser}; Max-Age=${BROWSER_DAYS * 86_400}; ${jar.attributes}`);
  return headers;
}
