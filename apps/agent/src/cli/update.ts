import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { misshapen } from '@latchkey/wire/link-shape';
import { open } from '../ask.ts';
import { build } from '../build.ts';
import { identityIn } from '../identity.ts';
import { stateFolder } from '../places.ts';
import { putProgram, thisProgram } from '../program.ts';
import { hashOf, isNewer, isReleasedBy, type Release, releaseShape } from '../release.ts';
import { Trouble } from '../trouble.ts';
import { trustOf } from '../trust.ts';
import { run, say, STATE } from './words.ts';

type Options = { state?: string; file?: string };

/** More than any agent will ever have. */
const MOST_BYTES = 1024 * 1024 * 1024;

/** `update`: puts a newer agent in this one's place, if it was released by whom this one knows. */
export function addUpdate(program: Command): void {
  program
    .command('update')
    .description('put a newer agent in the place of this one, from its server or a file; nobody can do that from afar')
    .option(...STATE)
    .option('--file <file>', 'a downloaded agent, with its .release file beside it')
    .action((options: Options) => run(() => update(options)));
}

async function update({ state, file }: Options): Promise<void> {
  const program = thisProgram();
  if (build.releaseKeys.length === 0)
    throw new Trouble(
      'This agent knows nobody’s signature, so it believes no update. Download the new one, compare its SHA-256 with the Computers page, and run its install.',
    );
  if (program.kind === 'source') throw new Trouble('This agent runs from its source; update that.');
  const { release, content } = file === undefined ? await fromServer(state, fileOf(program.kind)) : fromFile(file);
  refuse(release, content, fileOf(program.kind));
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-update-'));
  try {
    writeFileSync(join(folder, 'agent'), content, { mode: 0o600 });
    putProgram(join(folder, 'agent'), program.file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  say(
    `Wrote ${program.file}, version ${release.version}. It is used from the agent’s next start on: latchkey-agent install`,
  );
}

/** What the file for this way of running is called. */
function fileOf(kind: 'executable' | 'bundle'): string {
  if (kind === 'bundle') return 'latchkey-agent.cjs';
  return `latchkey-agent-${process.platform}-${process.arch}${process.platform === 'win32' ? '.exe' : ''}`;
}

/** Nothing is put anywhere unless all of this holds. @throws Trouble */
function refuse(release: Release, content: Uint8Array, file: string): void {
  if (!isReleasedBy(build.releaseKeys, release))
    throw new Trouble('Its signature is not by anybody whom this agent knows. Nothing was changed.');
  if (hashOf(content) !== release.sha256)
    throw new Trouble('The file is not the one that was signed. Nothing was changed.');
  if (release.file !== file)
    throw new Trouble(`It is ${release.file}; this machine needs ${file}. Nothing was changed.`);
  if (!isNewer(release.version, build.version))
    throw new Trouble(`It is version ${release.version}, not newer than ${build.version}. Nothing was changed.`);
}

function fromFile(file: string): { release: Release; content: Uint8Array } {
  try {
    return { release: readRelease(readFileSync(`${file}.release`)), content: readFileSync(file) };
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble(
      `${error instanceof Error ? error.message : String(error)}. An agent’s .release file lies beside it.`,
    );
  }
}

async function fromServer(named: string | undefined, file: string): Promise<{ release: Release; content: Uint8Array }> {
  const identity = await identityIn(stateFolder(named));
  if (!identity) throw new Trouble('This machine is not enrolled, so it has no server to ask. Use --file.');
  const { public_url, tls_pin } = identity;
  const trust = await trustOf(public_url, tls_pin ?? undefined);
  const get = (name: string) => download(new URL(`/agent/${name}`, public_url), trust);
  return { release: readRelease(await get(`${file}.release`)), content: await get(file) };
}

async function download(url: URL, trust: Parameters<typeof open>[0]['trust']): Promise<Buffer> {
  const answer = await open({ url, trust });
  const parts: Buffer[] = [];
  let length = 0;
  if (answer.statusCode !== 200) {
    answer.destroy();
    throw new Trouble(`The server does not offer ${url.pathname} (${answer.statusCode ?? 0}). Nothing was changed.`);
  }
  for await (const part of answer as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MOST_BYTES) throw new Trouble('The download has no end. Nothing was changed.');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function readRelease(text: Uint8Array): Release {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text).toString('utf8'));
  } catch {
    value = undefined;
  }
  const release = releaseShape(value);
  if (release === misshapen) throw new Trouble('Its .release file is none. Nothing was changed.');
  return release;
}
