import type { readMail } from '@latchkey/contract/operator';
import type { Reply } from '@latchkey/contract/operation';
import { noMailServer, type MailServer } from '../kit/smtp.ts';

/** The fields to change the mail server in use, as far as it is told: never who signs in to it. */
export function startOf({ server, from }: Reply<typeof readMail>): MailServer {
  const url = server === null ? null : URL.parse(server);
  if (url === null) return { ...noMailServer, sender: from ?? '' };
  const security = url.protocol === 'smtps:' ? 'tls' : 'starttls';
  return { ...noMailServer, host: url.hostname, port: url.port, security, sender: from ?? '' };
}
