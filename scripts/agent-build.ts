// `node scripts/agent-build.ts`: makes apps/agent/dist, what the server offers for download, unless it was made of exactly what lies there.
import { execFileSync } from 'node:child_process';
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inject } from 'postject';
import { rolldown } from 'rolldown';
import { hashOf, releaseBytes } from '../apps/agent/src/release.ts';
import { ROOT } from './bootstrap.mjs';
import { tarball } from './tarball.ts';

const DIST = join(ROOT, 'apps', 'agent', 'dist');
const NAME = 'latchkey-agent';
/** How a folder begins in which a build is under way, before the number of its process. */
const NEW = '.new-';
const LIST = 'files.json';
const SOURCES = [
  'apps/agent/src',
  'packages/wire/src',
  'packages/contract/src/enrolment.ts',
  'scripts/agent-build.ts',
  'package-lock.json',
];
/** The mark in Node's executable that says whether a program was put into it (nodejs.org/api/single-executable-applications.html). */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const OLDEST_NODE = '20';
/** What the agent uses and Node has from 22 on. */
const FOR_OLDER_NODE = `Promise.withResolvers ??= function () {
  const made = {};
  made.promise = new this((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
};`;

type Made = { platform: string; file: string; size: number; sha256: string };

type Wanted = {
  /** Where it goes. */
  to: string;
  version: string;
  /** Files of the keys whose releases the agent believes. */
  releaseKeys: readonly string[];
  /** The file of the key that signs this as a release, which the agent believes, too. */
  signWith: string | undefined;
  /** Without the single executable. */
  isBundleOnly: boolean;
};

await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      to: { type: 'string', default: DIST },
      'as-version': { type: 'string' },
      'sign-with': { type: 'string' },
      'release-key': { type: 'string', multiple: true, default: [] },
      'bundle-only': { type: 'boolean', default: false },
    },
  });
  const version = values['as-version'] ?? versionOfAgent();
  const [signWith, releaseKeys, isBundleOnly] = [values['sign-with'], values['release-key'], values['bundle-only']];
  const madeOf = sourceHash(version);
  // A release that was made of the same source is as good, and better.
  const isSpecial = signWith !== undefined || releaseKeys.length > 0 || isBundleOnly;
  if (!isSpecial && isMade(values.to, madeOf)) return;
  const began = performance.now();
  await build({ to: values.to, version, releaseKeys, signWith, isBundleOnly }, madeOf);
  console.log(`Built the agent in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
}

async function build(wanted: Wanted, madeOf: string): Promise<void> {
  const { to, version, signWith } = wanted;
  const folder = join(to, `${NEW}${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const files = await make(folder, wanted);
    if (signWith !== undefined) signAll(folder, version, signWith);
    const others = othersIn(folder, files);
    exchange(folder, to, JSON.stringify({ version, made_of: madeOf, files, others }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function make(folder: string, { version, releaseKeys, signWith, isBundleOnly }: Wanted): Promise<Made[]> {
  const script = join(folder, `${NAME}.cjs`);
  await bundle(script, {
    version,
    releaseKeys: keysIn(signWith === undefined ? releaseKeys : [...releaseKeys, signWith]),
  });
  writeFileSync(join(folder, `${NAME}.tgz`), npmPackage(readFileSync(script), version));
  const files = [madeFile(folder, 'node', `${NAME}.tgz`)];
  if (isBundleOnly || !['linux', 'win32'].includes(process.platform)) return files;
  const platform = `${process.platform}-${process.arch}`;
  const executable = `${NAME}-${platform}${process.platform === 'win32' ? '.exe' : ''}`;
  await makeExecutable(script, join(folder, executable));
  return [...files, madeFile(folder, platform, executable)];
}

/** One CommonJS module with everything in it, which Node 20 can read; its optional native helpers stay outside and are not needed. */
async function bundle(file: string, build: { version: string; releaseKeys: readonly string[] }): Promise<void> {
  const input = join(ROOT, 'apps/agent/src/main.ts');
  const made = await rolldown({
    input,
    platform: 'node',
    external: ['bufferutil', 'utf-8-validate'],
    transform: { target: `node${OLDEST_NODE}`, define: { LATCHKEY_BUILD: JSON.stringify(build) } },
    checks: { pluginTimings: false },
  });
  const { output } = await made.write({
    file,
    format: 'cjs',
    codeSplitting: false,
    intro: FOR_OLDER_NODE,
    postBanner: notices(),
  });
  await made.close();
  if (output.length !== 1) throw new Error(`the agent became ${output.length} files, not one`);
  chmodSync(file, 0o755);
}

/** The licences of what is inside, which want to go wherever it goes. */
function notices(): string {
  const inside = ['@serenity-kit/opaque', 'commander', 'ws'];
  const texts = inside.map(
    (name) => `${name}\n\n${readFileSync(join(ROOT, 'node_modules', name, 'LICENSE'), 'utf8').trim()}`,
  );
  return `/*!\n${texts.join('\n\n---\n\n').replaceAll('*/', '* /')}\n*/`;
}

/** A package that `npx --yes <address> enrol …` runs. */
function npmPackage(script: Buffer, version: string): Buffer {
  const manifest = {
    name: NAME,
    version,
    description: 'The agent of Latchkey',
    license: 'Apache-2.0',
    bin: { [NAME]: `${NAME}.cjs` },
    engines: { node: `>=${OLDEST_NODE}` },
  };
  return tarball([
    { name: 'package/package.json', content: Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`), mode: 0o644 },
    { name: 'package/LICENSE', content: readFileSync(join(ROOT, 'LICENSE')), mode: 0o644 },
    { name: `package/${NAME}.cjs`, content: script, mode: 0o755 },
  ]);
}

/** This Node with the bundle inside: a program that needs no Node on the machine. */
async function makeExecutable(script: string, to: string): Promise<void> {
  const [config, blob] = [`${to}.json`, `${to}.blob`];
  writeFileSync(
    config,
    JSON.stringify({ main: script, output: blob, disableExperimentalSEAWarning: true, useCodeCache: true }),
  );
  execFileSync(process.execPath, ['--experimental-sea-config', config], { stdio: ['ignore', 'ignore', 'inherit'] });
  copyFileSync(process.execPath, to);
  chmodSync(to, 0o755);
  await inject(to, 'NODE_SEA_BLOB', readFileSync(blob), { sentinelFuse: FUSE });
  rmSync(config);
  rmSync(blob);
}

/** What agents that update themselves ask for, besides what is shown to people. */
function othersIn(folder: string, shown: readonly Made[]): Omit<Made, 'platform'>[] {
  const rest = readdirSync(folder).filter((file) => shown.every((one) => one.file !== file));
  return rest.map((file) => {
    const { size, sha256 } = madeFile(folder, '', file);
    return { file, size, sha256 };
  });
}

function madeFile(folder: string, platform: string, file: string): Made {
  const path = join(folder, file);
  return { platform, file, size: statSync(path).size, sha256: hashOf(readFileSync(path)) };
}

/** Beside each program a file that says what it is, signed: what `latchkey-agent update` believes. */
function signAll(folder: string, version: string, keyFile: string): void {
  const key = createPrivateKey(readFileSync(keyFile));
  for (const file of readdirSync(folder).filter((name) => !name.endsWith('.tgz'))) {
    const release = { file, version, sha256: hashOf(readFileSync(join(folder, file))) };
    const signature = sign(null, releaseBytes(release), key).toString('base64url');
    writeFileSync(join(folder, `${file}.release`), `${JSON.stringify({ ...release, signature })}\n`);
  }
}

/** Keys as the agent has them built in: SubjectPublicKeyInfo in base64url. */
function keysIn(files: readonly string[]): string[] {
  return files.map((file) =>
    createPublicKey(readFileSync(file)).export({ type: 'spki', format: 'der' }).toString('base64url'),
  );
}

/** Puts what was made in the place of what was there. The list goes first and comes last: who finds it finds all that it names. */
function exchange(folder: string, to: string, list: string): void {
  rmSync(join(to, LIST), { force: true });
  const made = readdirSync(folder);
  for (const old of readdirSync(to))
    if (!made.includes(old) && !isUnderWay(old)) rmSync(join(to, old), { recursive: true });
  for (const file of made) renameSync(join(folder, file), join(to, file));
  writeFileSync(join(folder, LIST), list);
  renameSync(join(folder, LIST), join(to, LIST));
}

/** Whether this is the folder of a build whose process runs. */
function isUnderWay(name: string): boolean {
  if (!name.startsWith(NEW)) return false;
  try {
    process.kill(Number(name.slice(NEW.length)), 0);
    return true;
  } catch {
    return false;
  }
}

function isMade(folder: string, madeOf: string): boolean {
  const file = join(folder, LIST);
  return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).made_of === madeOf;
}

function versionOfAgent(): string {
  return JSON.parse(readFileSync(join(ROOT, 'apps/agent/package.json'), 'utf8')).version;
}

function sourceHash(version: string): string {
  const hash = createHash('sha256').update(`${process.version} ${process.platform} ${process.arch} ${version}\n`);
  for (const path of SOURCES.flatMap(filesOf)) hash.update(`${path}\n`).update(readFileSync(join(ROOT, path)));
  return hash.digest('hex');
}

function filesOf(path: string): string[] {
  if (!statSync(join(ROOT, path)).isDirectory()) return path.endsWith('.test.ts') ? [] : [path];
  return readdirSync(join(ROOT, path))
    .toSorted()
    .flatMap((name) => filesOf(`${path}/${name}`));
}
