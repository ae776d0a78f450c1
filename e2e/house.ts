import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { setUp } from '@latchkey/contract/operator';
import { pathOf } from '@latchkey/contract/operation';
import type { Language } from '@latchkey/domain/language';
import pg from 'pg';
import { reachRunning } from '../apps/server/src/kit/postgres/reach.ts';
import { freePort } from '../apps/server/test/free-port.ts';
import { type Mailbox, openMailbox } from '../apps/server/test/kit/mailbox.ts';

/** The server as `npm start` runs it, on its own database, with a mail server beside it. */
export type House = {
  url: string;
  setUpCode: string;
  mailbox: Mailbox;
  /** Runs one of the operator's commands on this house and gives what it printed; fails when the command does. */
  command(...args: string[]): Promise<string>;
  /** Queries its database as the owner of the tables, to make what would take people days. */
  look<R extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<R[]>;
  stop(): Promise<void>;
};

/** Whoever sets a house up, and their company. */
export type Founder = { name: string; email: string; password: string; company: string };

export const ada: Founder = {
  name: 'Ada Byron',
  email: 'ada@acme.test',
  password: 'engines weave 1843',
  company: 'Acme',
};

/** Starts a house in a folder of its own, from an empty disk to its set-up code; `settings` are those of its environment. */
export async function openHouse(settings: { SIGN_UP?: 'open' } = {}): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-e2e-'));
  // Under root the database runs as a user of its own, who has to get through this folder.
  await chmod(folder, 0o755);
  const mailbox = await openMailbox();
  const port = await freePort();
  const env = {
    ...process.env,
    PORT: String(port),
    PUBLIC_URL: '',
    DATA_DIR: join(folder, 'data'),
    MASTER_KEY_FILE: join(folder, 'keys', 'master.key'),
    MAILS_PER_RECIPIENT_PER_DAY: '20',
    LOG_LEVEL: 'warn',
    ...settings,
  };
  const server = run('main.ts', [], env);
  const setUpCode = await codeOf(server);
  return {
    url: `http://localhost:${port}`,
    setUpCode,
    mailbox,
    command: (...args) => outputOf(run('cli.ts', args, env)),
    look: (sql, values) => rowsOf(env.DATA_DIR, sql, values),
    async stop() {
      await ended(server, () => server.kill('SIGTERM'));
      await mailbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Sets a house up without its screens, for journeys that begin later; mail goes to its mailbox. */
export async function found(house: House, founder: Founder = ada, language: Language = 'en'): Promise<void> {
  const { company, ...person } = founder;
  const mail = { smtp_url: house.mailbox.url, mail_from: 'latchkey@acme.test' };
  const answer = await fetch(house.url + pathOf(setUp), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: house.url },
    body: JSON.stringify({ ...person, code: house.setUpCode, company_name: company, language, mail }),
  });
  if (!answer.ok) throw new Error(`set-up was refused: ${await answer.text()}`);
}

async function rowsOf<R extends pg.QueryResultRow>(dataDir: string, sql: string, values?: unknown[]): Promise<R[]> {
  const client = new pg.Client(await reachRunning(dataDir));
  await client.connect();
  try {
    return (await client.query<R>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

function run(program: 'main.ts' | 'cli.ts', args: string[], env: NodeJS.ProcessEnv): ChildProcess {
  const path = fileURLToPath(new URL(`../apps/server/src/${program}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  process.once('exit', () => child.kill('SIGTERM'));
  return child;
}

/** The set-up code from the terminal; what a server says that ends instead becomes the error. */
async function codeOf(server: ChildProcess): Promise<string> {
  const said: string[] = [];
  server.stderr!.on('data', (chunk: Buffer) => said.push(String(chunk)));
  for await (const line of createInterface({ input: server.stdout! })) {
    said.push(line);
    const code = /^Set-up code.*: (\S+)$/.exec(line)?.[1];
    if (code === undefined) continue;
    server.stdout!.resume();
    return code;
  }
  throw new Error(`the server ended before it was up:\n${said.join('\n')}`);
}

async function outputOf(child: ChildProcess): Promise<string> {
  let said = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (said += String(chunk)));
  const code = await ended(child);
  if (code !== 0) throw new Error(said);
  return said;
}

async function ended(child: ChildProcess, act: () => void = () => {}): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const end = new Promise<number | null>((resolve) => void child.once('close', resolve));
  act();
  return end;
}
