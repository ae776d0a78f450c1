import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { openSession, rejoinSession } from '@latchkey/contract/session';
import { type NodeViewer, type NodeViewerOptions, openViewer, until } from '../apps/agent/test/node-viewer.ts';
import { AGENT, begun, ran } from '../apps/agent/test/program.ts';
import { freshCode } from '../apps/server/test/operations/computer-samples.ts';
import { cookiesOf } from '../apps/server/test/operations/raw.ts';
import type { Company } from '../apps/server/test/people.ts';
import type { TestBrowser } from '../apps/server/test/server.ts';

/** What fills a display; in the list of programs without which there are no desktops here. */
const PAINTERS = ['xterm'];

/** An X display of its own, filled with one colour. */
export type ColouredDisplay = { name: string; stop: () => Promise<void> };

/** Starts a display that shows nothing but this colour. */
export async function colouredDisplay(colour: string): Promise<ColouredDisplay> {
  const options = ['-displayfd', '3', '-screen', '0', '320x240x24', '-nolisten', 'tcp'];
  const server = spawn('Xvfb', options, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const [line] = (await once(server.stdio[3] as Readable, 'data')) as [Buffer];
  const name = `:${line.toString().trim()}`;
  const args = ['-geometry', '80x40+0+0', '-bg', colour, '-fg', colour, '-e', 'sleep 600'];
  const [painter = ''] = PAINTERS;
  const painted = spawn(painter, args, { env: { ...process.env, DISPLAY: name }, stdio: 'ignore' });
  return {
    name,
    async stop() {
      await killed(painted);
      await killed(server);
    },
  };
}

/** A computer on which the real agent runs as a program. */
export type RealAgent = {
  computerId: string;
  folder: string;
  state: string;
  /** Everything it said, over all its lives. */
  said: () => string;
  pid: () => number;
  start: (state?: string) => Promise<void>;
  /** Ends it as a power cut would. */
  kill: () => Promise<void>;
  ended: () => boolean;
  stop: () => Promise<void>;
};

/** Enrols a computer of the company's holder with this access code; it does not run yet. */
export async function enrolled(of: Company, code: string, display: string): Promise<RealAgent> {
  const folder = mkdtempSync(join(tmpdir(), 'lk-real-agent-'));
  chmodSync(folder, 0o755);
  const state = join(folder, 'state');
  const { enrolment_code } = await freshCode(of);
  const enrol = [...AGENT, 'enrol', of.server.url, enrolment_code, '--state', state, '--code-from-stdin'];
  const done = await ran(enrol, { input: `${code}\n` });
  assert.equal(done.code, 0, done.err);
  const lives: ReturnType<typeof begun>[] = [];
  const rows = await of.server.look<{ id: string }>('select id from computer order by made_at desc limit 1');
  const last = (): ReturnType<typeof begun> => lives.at(-1) ?? assert.fail('it has not run');
  const agent: RealAgent = {
    computerId: rows[0]?.id ?? '',
    folder,
    state,
    said: () => lives.map(({ said }) => said.out + said.err).join(''),
    pid: () => last().process.pid ?? 0,
    async start(on = state) {
      const life = begun([...AGENT, 'run', '--state', on, '--display', display]);
      lives.push(life);
      await until(
        () => life.said.out.includes('Connecting to') || agent.ended(),
        () => `it runs: ${life.said.out}${life.said.err}`,
      );
    },
    kill: () => killed(last().process),
    ended: () => last().process.exitCode !== null || last().process.signalCode !== null,
    async stop() {
      for (const { process } of lives) await killed(process);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return agent;
}

/** Waits until the server has its control socket. */
export async function isOnline(of: Company, { computerId }: RealAgent, isSo = true): Promise<void> {
  const linked = `select 1 from computer where id = $1 and (link_id is not null) = $2`;
  await until(async () => (await of.server.look(linked, [computerId, isSo])).length > 0, `online: ${isSo}`);
}

/** What opening a session answers. */
export function asks(of: Company, whom: TestBrowser, { computerId }: RealAgent) {
  const params = { account_id: of.accountId, computer_id: computerId };
  return whom.call(openSession, { params, body: { control: true } });
}

type Host = { computer_id: string; person_id: string; grant_id: string };

/** Somebody connects with a code, as their browser does. */
export async function connects(
  of: Company,
  whom: TestBrowser,
  { agent, code, ...options }: { agent: RealAgent; code: string } & NodeViewerOptions,
): Promise<NodeViewer & { session_id: string }> {
  const { status, body } = await asks(of, whom, agent);
  assert.equal(status, 200, JSON.stringify(body));
  const { session_id, url, ticket, host } = body as { session_id: string; url: string; ticket: string; host: Host };
  const { computer_id, person_id, grant_id } = host;
  const setup = { session_id, computer_id, person_id, grant_id, code, pinned: undefined };
  const way = async (isFirst: boolean) => {
    if (isFirst) return { url, ticket };
    const again = await whom.call(rejoinSession, { params: { account_id: of.accountId, session_id }, body: {} });
    if (again.body['code'] === 'session-over') viewer.take({ is: 'over', reason: 'lost' });
    assert.equal(again.status, 200);
    return again.body as { url: string; ticket: string };
  };
  const headers = { origin: of.server.url, cookie: cookiesOf(whom) };
  const viewer = openViewer(setup, way, { headers, ...options });
  return { ...viewer, session_id };
}

/** The sockets on which a process and its children listen for the network: their lines in the lists of the kernel. */
export function networkListenersOf(pid: number): string[] {
  const inodes = new Set(familyOf(pid).flatMap(socketsOf));
  return ['tcp', 'tcp6'].flatMap((list) =>
    readFileSync(`/proc/${pid}/net/${list}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === '0A' && inode !== undefined && inodes.has(inode))
      .map((fields) => fields.join(' ')),
  );
}

function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  return [pid, ...children.flatMap((child) => familyOf(Number(child)))];
}

function socketsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    } catch {
      // Closed while we looked.
      return [];
    }
  });
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const end = once(child, 'exit');
  child.kill('SIGKILL');
  await end;
}
