/** A mail server as it is typed: each part in a field of its own. */
export type MailServer = { host: string; port: string; security: string; user: string; password: string };

/** Where a mail server listens unless somebody knows better: STARTTLS on 587 (RFC 6409), TLS from the start on 465 (RFC 8314). */
export const usualPorts: Readonly<Record<string, string>> = { starttls: '587', tls: '465' };

/** The typed parts as one address; user and password may hold any character. Without a port the usual one is meant. */
export function smtpUrlOf({ host, port, security, user, password }: MailServer): string {
  const way = security === 'tls' ? 'smtps' : 'smtp';
  const name = encodeURIComponent(user.trim());
  const who = name === '' && password === '' ? '' : `${name}:${encodeURIComponent(password)}@`;
  const where = host.trim();
  return `${way}://${who}${where}:${port.trim() === '' ? (usualPorts[security] ?? '587') : port.trim()}`;
}

/** Whether a port is one: a whole number from 1 to 65535. Empty means the usual one. */
export function isPort(typed: string): boolean {
  const port = typed.trim();
  return port === '' || (/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535);
}

/** Whether a name can be that of a server: a DNS name, an IPv4 address or an IPv6 one in brackets. */
export function isHost(typed: string): boolean {
  return /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])$/i.test(typed.trim());
}
