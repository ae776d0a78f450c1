import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bootstrap.mjs';

type Names = Record<string, string>;

/** One entry of package-lock.json, by its place in node_modules. */
type Locked = {
  version?: string;
  integrity?: string;
  link?: boolean;
  resolved?: string;
  os?: unknown;
  cpu?: unknown;
  dependencies?: Names;
  optionalDependencies?: Names;
  peerDependencies?: Names;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
};

/** A package as the lockfile pins it. */
export type Package = {
  path: string;
  name: string;
  version: string;
  integrity: string;
  /** The product needs it to run, as opposed to being built or tested. */
  ships: boolean;
  /** It belongs to a platform other than this one and is not installed. */
  elsewhere: boolean;
};

/** Every package of the lockfile that comes from outside, in the lockfile's order. */
export function lockedPackages(): Package[] {
  const wanted = packagesIn('package-lock.json');
  const installed = packagesIn(join('node_modules', '.package-lock.json'));
  const shipping = shippingPaths(wanted);
  return Object.entries(wanted)
    .filter(([path, { link }]) => path.startsWith('node_modules/') && !link)
    .map(([path, { version = '', integrity = '', os, cpu }]) => ({
      path,
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      integrity,
      ships: shipping.has(path),
      elsewhere: !(path in installed) && Boolean(os ?? cpu),
    }));
}

/**
 * What the workspaces' own dependencies lead to. npm's `dev` marks do not answer this: an optional peer of a package
 * that ships takes the mark off a tool that does not.
 */
function shippingPaths(packages: Record<string, Locked>): Set<string> {
  const reached = new Set<string>();
  const waiting = Object.keys(packages).filter((path) => !path.includes('node_modules/'));
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const name of runtimeNames(packages[path] ?? {})) {
      const found = resolve(packages, path, name);
      if (!found || reached.has(found)) continue;
      reached.add(found);
      waiting.push(packages[found]?.link ? (packages[found].resolved ?? found) : found);
    }
  }
  return reached;
}

function runtimeNames(one: Locked): string[] {
  const peers = Object.keys(one.peerDependencies ?? {}).filter((name) => !one.peerDependenciesMeta?.[name]?.optional);
  return [...Object.keys(one.dependencies ?? {}), ...Object.keys(one.optionalDependencies ?? {}), ...peers];
}

/** Node's own walk: the nearest node_modules above the one who asks. */
function resolve(packages: Record<string, Locked>, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/'), 0))) {
    const candidate = folder ? `${folder}/node_modules/${name}` : `node_modules/${name}`;
    if (candidate in packages) return candidate;
    if (!folder) return undefined;
  }
}

function packagesIn(lockfile: string): Record<string, Locked> {
  return JSON.parse(readFileSync(join(ROOT, lockfile), 'utf8')).packages;
}
