import type { Problem } from './problem.ts';

/** A mail server as a person types it. */
export type MailServer = {
  host: string;
  port: string;
  /** `starttls` begins in plain text and must turn to TLS; `tls` is TLS from the first byte. */
  security: string;
  user: string;
  smtp_password: string;
  sender: string;
};

export const noMailServer: MailServer = {
  host: '',
  port: '',
  security: 'starttls',
  user: '',
  smtp_password: '',
  sender: '',
};

/** The port that goes with a kind of security when none is typed (RFC 8314). */
export function usualPort(security: string): string {
  return security === 'tls' ? '465' : '587';
}

/** The address of a mail server as the contract takes it: `smtp://user:password@host:587`, special characters percent-encoded. */
export function smtpUrlOf(server: Omit<MailServer, 'sender'>): string {
  const typed = server.host.trim();
  const host = typed.includes(':') && !typed.startsWith('[') ? `[${typed}]` : typed;
  const who = server.user.trim() === '' ? '' : `${escaped(server.user.trim())}:${escaped(server.smtp_password)}@`;
  const port = server.port.trim() === '' ? usualPort(server.security) : server.port.trim();
  return `${server.security === 'tls' ? 'smtps' : 'smtp'}://${who}${host}:${port}`;
}

/** What can be said about a typed mail server before anything is tried. */
export function problemsOfMailServer(server: MailServer): Partial<Record<keyof MailServer, Problem>> {
  const found: Partial<Record<keyof MailServer, Problem>> = {};
  const host = server.host.trim();
  const user = server.user.trim();
  if (host === '') found.host = { id: 'problem.required' };
  else if (/[\s/@?#]/.test(host)) found.host = { id: 'kit.smtp.host.problem' };
  if (!isPort(server.port.trim())) found.port = { id: 'kit.smtp.port.problem' };
  if (user === '' && server.smtp_password !== '') found.user = { id: 'problem.required' };
  if (user !== '' && server.smtp_password === '') found.smtp_password = { id: 'problem.required' };
  return found;
}

function isPort(typed: string): boolean {
  return typed === '' || (/^\d{1,5}$/.test(typed) && Number(typed) > 0 && Number(typed) < 65_536);
}

function escaped(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
