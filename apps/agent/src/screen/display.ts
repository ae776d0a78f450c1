import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';

/** A running X display, and how to get at it. */
export type Display = {
  /** Like `:0`. */
  name: string;
  /** The file with the display's cookie; empty where none is needed. */
  authority: string;
  uid: number;
  gid: number;
};

/**
 * The display to show: the one named (none for an empty name), the one the agent was started in, or, for an agent that runs as a service, the X server that
 * somebody works at. Nothing when no X server runs that this account may look at.
 */
export function findDisplay(named: string | undefined, env: NodeJS.ProcessEnv): Display | undefined {
  if (named === '') return undefined;
  const { uid, gid } = userInfo();
  const wanted = named ?? env['DISPLAY'];
  const found = displaysIn('/proc').filter((one) => uid === 0 || one.uid === uid || one.name === wanted);
  if (wanted === undefined || wanted === '') return found[0];
  const same = found.find((one) => one.name === wanted);
  const authority = env['XAUTHORITY'] ?? same?.authority ?? '';
  return { name: wanted, authority, uid: same?.uid ?? uid, gid: same?.gid ?? gid };
}

const X_SERVERS = /(?:^|\/)(?:Xorg(?:\.bin|\.wrap)?|X|Xvfb|Xvnc|Xtigervnc)$/;

/** The X servers among the running processes, a real screen before a virtual one. Who works there is told by a process of theirs. */
export function displaysIn(proc: string): Display[] {
  const processes = readdirSync(proc).filter((name) => /^\d+$/.test(name));
  const servers = processes.flatMap((pid) => serverOf(proc, pid));
  const clients = processes.flatMap((pid) => clientOf(proc, pid));
  return servers
    .toSorted((a, b) => Number(a.isVirtual) - Number(b.isVirtual))
    .map(({ name, authority, uid, gid }) => {
      const somebody = clients.find((one) => one.name === name && one.uid !== 0);
      return somebody && uid === 0
        ? { ...somebody, authority: somebody.authority || authority }
        : { name, authority, uid, gid };
    });
}

function serverOf(proc: string, pid: string): (Display & { isVirtual: boolean })[] {
  const [program = '', ...rest] = listOf(`${proc}/${pid}/cmdline`);
  if (!X_SERVERS.test(program)) return [];
  const name = rest.find((one) => /^:\d+$/.test(one)) ?? `:${numberOf(proc, pid) ?? 0}`;
  const authority = rest[rest.indexOf('-auth') + 1] ?? '';
  const owner = ownerOf(`${proc}/${pid}`);
  if (!owner) return [];
  return [
    { name, authority: rest.includes('-auth') ? authority : '', ...owner, isVirtual: !/X(?:org|$)/.test(program) },
  ];
}

/** Display managers let a server choose its number: the socket that it listens on tells which it took. */
function numberOf(proc: string, pid: string): string | undefined {
  const places = linesOf(`${proc}/net/unix`).map((line) => line.trim().split(/\s+/));
  const own = new Set(socketsOf(`${proc}/${pid}/fd`));
  const paths = places.filter(([, , , , , , inode]) => own.has(inode)).map((fields) => fields[7] ?? '');
  return paths.flatMap((path) => /^@?\/tmp\/\.X11-unix\/X(\d+)$/.exec(path)?.[1] ?? [])[0];
}

function socketsOf(folder: string): (string | undefined)[] {
  try {
    return readdirSync(folder).map((fd) => /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1]);
  } catch {
    return [];
  }
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'latin1').split('\n');
  } catch {
    return [];
  }
}

/** A program of a desktop says in its surroundings which display it is on; those of others can be read by root alone. */
function clientOf(proc: string, pid: string): Display[] {
  const env = new Map(
    listOf(`${proc}/${pid}/environ`).map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]),
  );
  const name = env.get('DISPLAY')?.replace(/\.\d+$/, '');
  const owner = ownerOf(`${proc}/${pid}`);
  return name === undefined || !owner ? [] : [{ name, authority: env.get('XAUTHORITY') ?? '', ...owner }];
}

function listOf(file: string): string[] {
  try {
    return readFileSync(file, 'latin1').split('\0').filter(Boolean);
  } catch {
    return [];
  }
}

function ownerOf(folder: string): { uid: number; gid: number } | undefined {
  try {
    const { uid, gid } = statSync(folder);
    return { uid, gid };
  } catch {
    return undefined;
  }
}
