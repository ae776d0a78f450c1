import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An entry of package-lock.json, as far as it is read here. */
type Locked = {
  version?: string;
  license?: string;
  link?: boolean;
  resolved?: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
};
type Lock = Readonly<Record<string, Locked>>;

/** A package of others that goes out with ours: where it lies, and what it says of itself. */
export type Foreign = { path: string; name: string; version: string; licence: string };

/** What goes out in one piece with packages of others inside: the web in the browser, the agent on a computer. */
const SHIPPED = ['apps/web', 'apps/agent'];

/** The packages of others that what is shipped is made of, by name: what the lockfile says that it depends on, directly or not. */
export function foreignPackages(root: string): Foreign[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Lock };
  const found = new Set<string>();
  const waiting = [...SHIPPED];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const entry = packages[path];
    const target = entry?.link ? (entry.resolved ?? path) : path;
    if (found.has(target)) continue;
    found.add(target);
    for (const name of dependenciesOf(packages[target])) {
      const place = placeOf(packages, target, name);
      if (place === undefined) throw new Error(`the lockfile has no ${name}, on which ${target} depends`);
      waiting.push(place);
    }
  }
  return [...found]
    .filter((path) => path.includes('node_modules/'))
    .map((path) => described(packages, path))
    .toSorted(byName);
}

function dependenciesOf({
  dependencies = {},
  peerDependencies = {},
  peerDependenciesMeta = {},
}: Locked = {}): string[] {
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  return [...Object.keys(dependencies), ...peers];
}

/** Where Node would find a package that one at a path asks for. */
function placeOf(packages: Lock, from: string, name: string): string | undefined {
  const steps = from.split('/node_modules/');
  const places = steps.map((_, at) => steps.slice(0, steps.length - at).join('/node_modules/'));
  return [...places, ''].map((place) => join(place, 'node_modules', name)).find((place) => place in packages);
}

function described(packages: Lock, path: string): Foreign {
  const { version = '', license: licence = '' } = packages[path] ?? {};
  return { path, name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), version, licence };
}

function byName(one: Foreign, other: Foreign): number {
  return one.name.localeCompare(other.name, 'en') || one.version.localeCompare(other.version, 'en');
}

const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)/i;
/** Folders that hold licences of parts, below a package. */
const FURTHER = ['docs', 'vendor'];

/** The licences of all of them as one text. */
export function licencesText(root: string): string {
  const parts = foreignPackages(root).map(({ path, name, version, licence }) => {
    const source = `https://www.npmjs.com/package/${name}/v/${version}`;
    return [`${name} ${version} (${licence})\n${source}`, ...textsIn(join(root, path))].join('\n\n');
  });
  return `${[HEAD, ...parts, nodeIn(root)].join(`\n\n${'='.repeat(72)}\n\n`)}\n`;
}

const HEAD = `Latchkey contains these programs of others, unchanged: in what a browser loads, and in the agent.
The source of each is at the address below its name.
The agent that needs no Node.js on the machine contains Node.js, whose licence stands at the end.`;

/** Node.js, which the agent's single file contains: as it is installed here. */
function nodeIn(root: string): string {
  const modules = join(root, 'node_modules');
  const places = readdirSync(modules).filter((name) => /^node-(?:linux|win|darwin)-/.test(name));
  const file = places.map((name) => join(modules, name, 'LICENSE')).find((place) => existsSync(place));
  const licence = file === undefined ? 'https://github.com/nodejs/node/blob/main/LICENSE' : readFileSync(file, 'utf8');
  return `Node.js\nhttps://nodejs.org\n\n${licence.trim()}`;
}

function textsIn(folder: string): string[] {
  if (!existsSync(folder)) throw new Error(`${folder} is not installed`);
  const further = FURTHER.map((name) => join(folder, name)).filter((place) => existsSync(place));
  const inner = further.flatMap((place) =>
    readdirSync(place, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? join(place, entry.name) : [],
    ),
  );
  return [folder, ...further, ...inner].flatMap((place) =>
    readdirSync(place, { withFileTypes: true })
      .filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name))
      .map((entry) => readFileSync(join(place, entry.name), 'utf8').trim()),
  );
}
