import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Connection } from '../../src/kit/db.ts';
import { freePort } from '../free-port.ts';
import type { TestServer } from '../server.ts';

/** What a server in a process of its own needs to know. */
export type ChildParts = {
  databases: { app: Connection; jobs: Connection };
  publicUrl: string;
  nodeUrl: string;
  port: number;
  keyFile: string;
  mail: { smtpUrl: string; mailFrom: string };
};

/** A server in a process of its own: it can be stopped, let go on, and killed. */
export type NodeProcess = {
  url: string;
  /** Its id in the register of servers. */
  id: string;
  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL' | 'SIGTERM'): void;
  /** Resolves when the process is gone. */
  gone: Promise<unknown>;
  end(): Promise<void>;
};

const CHILD = fileURLToPath(new URL('node-child.ts', import.meta.url));

/** Starts a server beside the one of a test, of the same installation. It ends with the test at the latest. */
export async function startNode(beside: TestServer): Promise<NodeProcess> {
  const { port, url } = await freeAddress();
  const { app, jobs } = beside.database;
  const parts: ChildParts = {
    databases: { app, jobs },
    publicUrl: beside.url,
    nodeUrl: url,
    port,
    keyFile: beside.keyFile,
    mail: { smtpUrl: beside.mailbox.url, mailFrom: 'latchkey@example.test' },
  };
  const child = spawn(process.execPath, [CHILD, JSON.stringify(parts)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), gone.then(() => assert.fail('the other server did not start'))]);
  child.stdout.resume();
  const [row] = await beside.look<{ id: string }>('select id from node where url = $1', [url]);
  return {
    url,
    id: row?.id ?? assert.fail('it stands in the register'),
    signal: (name) => void child.kill(name),
    gone,
    end: () => endOf(child, gone),
  };
}

async function endOf(child: ChildProcess, gone: Promise<unknown>): Promise<void> {
  child.kill('SIGCONT');
  child.kill('SIGKILL');
  await gone;
}

/** A port that nobody listens on, and the address of a server there. */
export async function freeAddress(): Promise<{ port: number; url: string }> {
  const port = await freePort();
  return { port, url: `http://localhost:${port}` };
}
