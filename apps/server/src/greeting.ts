import type { Config } from './config.ts';
import type { Credentials } from './kit/tls.ts';

export type Greeting = {
  credentials: Credentials | undefined;
  /** The set-up code, while there is no person. */
  code: string | undefined;
};

/** What the person at the terminal reads when the server is up: where to go, what to type there, where everything lies. */
export function greetingOf(config: Config, { credentials, code }: Greeting): string {
  const parts = [
    ['Latchkey is running. Open it in a browser:', `  ${config.publicUrl}`],
    codePart(code),
    certificatePart(credentials),
    [
      `Data:       ${config.databaseUrl === undefined ? config.dataDir : 'the PostgreSQL in DATABASE_URL'}`,
      `Master key: ${config.masterKeyFile} (keep a copy somewhere safe)`,
      'Ctrl-C stops it. docs/operating.md tells the rest.',
    ],
  ];
  return `\n${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function codePart(code: string | undefined): string[] {
  if (code === undefined) return [];
  return [
    'The first page asks for the set-up code. Whoever has it becomes the operator; it is good once, until the next start.',
    `Set-up code: ${code}`,
  ];
}

function certificatePart(credentials: Credentials | undefined): string[] {
  if (!credentials) return [];
  return [
    'If the browser warns of the certificate, compare what it shows with this before going on:',
    `Certificate (SHA-256): ${credentials.fingerprint}`,
    `Public key pin (SHA-256): ${credentials.pin}`,
  ];
}
