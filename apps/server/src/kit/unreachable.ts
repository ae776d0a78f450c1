import type { Connection } from './db.ts';
import { isConnectionLost, sqlStateOf } from './db.ts';

/** Why a database can't be reached as a role, in words for the operator; nothing for every other error. Never holds the password. */
export function connectionRefusal(as: Connection, error: unknown): string | undefined {
  const where = `${as.host}:${as.port}`;
  switch (sqlStateOf(error)) {
    case '28P01':
      return `PostgreSQL at ${where} refuses the password of the role ${as.user}. Correct DATABASE_URL (%40 for @, %2F for /, %25 for %), or as a superuser run: alter role ${as.user} password '…';`;
    case '28000':
      return `PostgreSQL at ${where} does not let the role ${as.user} in (${reasonOf(error)}). Correct DATABASE_URL, or the server's pg_hba.conf.`;
    case '3D000':
      return `PostgreSQL at ${where} has no database “${as.database}”. Correct DATABASE_URL, or as a superuser run: create database ${as.database} owner latchkey_owner template template0 encoding 'UTF8';`;
    default:
      return isConnectionLost(error)
        ? `No PostgreSQL answers at ${where} (${reasonOf(error)}). Start it, or correct DATABASE_URL.`
        : refusalOfTls(as, error);
  }
}

function refusalOfTls({ host, port, ssl }: Connection, error: unknown): string | undefined {
  const reason = reasonOf(error);
  const isAboutTls = ssl !== undefined && /ssl|tls|certificate|altnames/i.test(reason);
  if (!isAboutTls) return undefined;
  return `PostgreSQL at ${host}:${port} can't be reached by TLS (${reason}). Correct sslmode and sslrootcert in DATABASE_URL.`;
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error);
}
