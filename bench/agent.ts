import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setCodeIn } from '../apps/agent/src/access-code.ts';
import { enrol } from '../apps/agent/src/enrol.ts';
import { openViewer, until } from '../apps/agent/test/node-viewer.ts';
import { missing } from './desktop-host.ts';
import { scratch } from './house.ts';
import { cookieOf, inPlace, type Place, type Reader, readerOf } from './reads.ts';
import { seedGuests } from './seed.ts';
import { type Line, ratioOf } from './table.ts';
import { rssOf } from './usage.ts';

const CODE = 'correct horse battery';
const SETTLES_MS = 10_000;
const DIST = fileURLToPath(new URL('../apps/agent/dist/', import.meta.url));
const KB_A_MB = 1024;

/** What the agent takes of a machine: as it is offered for download, idle and in a session, over an empty Node. */
export async function measureAgent(): Promise<Line[]> {
  const list = JSON.parse(await readFile(join(DIST, 'files.json'), 'utf8')) as { files: { file: string }[] };
  const files = list.files.map(({ file }) => file);
  const single = files.find((file) => !file.endsWith('.tgz'));
  const lines = await sizesOf(files);
  if (missing.length > 0) {
    process.stderr.write(`  memory needs ${missing.join(', ')}\n`);
    return lines;
  }
  const programs: [what: string, command: string[]][] = [
    ['npm package', [process.execPath, join(DIST, 'latchkey-agent.cjs')]],
    ...(single === undefined ? [] : [['single file', [join(DIST, single)]] satisfies [string, string[]]]),
  ];
  for (const [what, command] of programs) lines.push(...(await memoryOf(what, command)));
  return lines;
}

async function sizesOf(files: readonly string[]): Promise<Line[]> {
  const node = (await stat(process.execPath)).size / KB_A_MB / KB_A_MB;
  const sizes = files.map(async (file) => {
    const mb = (await stat(join(DIST, file))).size / KB_A_MB / KB_A_MB;
    const reference = `${node.toFixed(1)} MB Node’s program`;
    return { what: `size of ${file}`, measured: `${mb.toFixed(2)} MB`, reference, ratio: ratioOf(mb, node), aim: '' };
  });
  return Promise.all(sizes);
}

async function memoryOf(what: string, command: readonly string[]): Promise<Line[]> {
  const empty = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)']);
  const folder = await scratch();
  try {
    const [idle, busy] = await inPlace((place) => memoryAt(place, folder.folder, command));
    const bare = rssOf(empty.pid ?? 0) / KB_A_MB;
    const line = (state: string, mb: number): Line => ({
      what: `memory of the agent, ${what}, ${state}`,
      measured: `${mb.toFixed(0)} MB`,
      reference: `${bare.toFixed(0)} MB an empty Node`,
      ratio: ratioOf(mb, bare),
      aim: '',
    });
    return [line('idle', idle), line('in a session', busy)];
  } finally {
    empty.kill();
    await folder.remove();
  }
}

/** The resident memory of an agent that is online, and of the same while somebody watches its desktop, in megabytes. */
async function memoryAt(place: Place, folder: string, command: readonly string[]): Promise<[number, number]> {
  const { house, client, superuser } = place;
  const { accountId, holderId } = await seedGuests(superuser, house.masterKeyFile, 0);
  const found = await client.query<{ person_id: string }>('select person_id from member where id = $1', [holderId]);
  const cookie = await cookieOf(place, found.rows[0]?.person_id ?? '');
  const { read, close } = readerOf(house.url, cookie);
  const made = await read(`/api/v1/accounts/${accountId}/enrolment-codes`, { kind: 'enrolment' });
  const { enrolment_code } = JSON.parse(made) as { enrolment_code: string };
  const [state, runtime] = [join(folder, 'agent'), join(folder, 'runtime')];
  await mkdir(runtime, { mode: 0o755 });
  const { computer_id } = await enrol({
    url: house.url,
    code: enrolment_code,
    pin: undefined,
    state,
    version: '0.1.0',
  });
  await setCodeIn(state, { code: CODE, whose: null });
  const display = await startDisplay();
  const [program = '', ...first] = command;
  const agent = spawn(program, [...first, 'run', '--state', state, '--display', display.name], {
    env: { ...process.env, DISPLAY: display.name, TMPDIR: runtime },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    const path = `/api/v1/accounts/${accountId}/computers/${computer_id}`;
    await until(async () => JSON.parse(await read(path)).online === true, 'the agent is online', 60_000);
    await sleep(SETTLES_MS);
    const idle = rssOf(agent.pid ?? 0) / KB_A_MB;
    await watch(read, { path, headers: { cookie, origin: house.url } });
    await sleep(SETTLES_MS);
    return [idle, rssOf(agent.pid ?? 0) / KB_A_MB];
  } finally {
    close();
    for (const child of [agent, display.child]) await ended(child);
  }
}

/** Connects as a browser does and asks for a picture; the session goes on. */
async function watch(
  read: Reader,
  { path, headers }: { path: string; headers: Record<string, string> },
): Promise<void> {
  const asked = JSON.parse(await read(`${path}/sessions`, { control: true })) as {
    session_id: string;
    url: string;
    ticket: string;
    host: { computer_id: string; person_id: string; grant_id: string };
  };
  const { computer_id, person_id, grant_id } = asked.host;
  const setup = { session_id: asked.session_id, computer_id, person_id, grant_id, code: CODE, pinned: undefined };
  const viewer = openViewer(setup, async () => asked, { headers });
  await viewer.sees('open-screen');
  await viewer.watch();
}

async function startDisplay(): Promise<{ name: string; child: ChildProcess }> {
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [line] = (await once(child.stdio[3] as Readable, 'data')) as [Buffer];
  return { name: `:${line.toString().trim()}`, child };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const end = once(child, 'exit');
  child.kill('SIGTERM');
  await Promise.race([end, sleep(3_000, undefined, { ref: false }).then(() => child.kill('SIGKILL'))]);
}
