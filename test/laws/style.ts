import { importsOf, isCode, isTest, type Source } from './tree.ts';

type Law = { name: string; broken: (source: Source) => boolean };

/** Files that a tool reads by their default export. */
/** Each program reads what surrounds it in one place. */
const isConfig = (path: string) => /^apps\/(?:server|agent)\/src\/config\.ts$/.test(path);
const READ_BY_DEFAULT = new Set(['apps/web/vite.config.ts', 'scripts/count-reporter.mjs']);
const READS_ENVIRONMENT =
  /\bprocess\s*(?:\.|\?\.)\s*env\b|\bprocess\s*\[\s*['"]env|import\.meta\.env\b|from 'node:process'/;

/** What no file of ours does. Each law looks at one file at a time. */
export const styleLaws: readonly Law[] = [
  {
    name: 'only config.ts reads the environment',
    broken: (source) => isProduct(source) && !isConfig(source.path) && READS_ENVIRONMENT.test(source.text),
  },
  {
    name: 'no folder or file is called utils, helpers, common, services or managers',
    broken: ({ path }) => /(?:^|\/)(?:utils?|helpers?|common|services?|managers?)(?:\.|\/|$)/i.test(path),
  },
  {
    name: 'no default exports',
    broken: (source) =>
      isCode(source) &&
      !READ_BY_DEFAULT.has(source.path) &&
      /^export\s+(?:default\b|\{[^}]*\bas default\b)/m.test(source.text),
  },
  {
    name: 'no enums',
    broken: (source) =>
      isCode(source) && /^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s+\w+\s*\{/m.test(source.text),
  },
  {
    name: 'no barrels: a name is imported from where it is made',
    broken: (source) => isCode(source) && isBarrel(source.text),
  },
  {
    name: 'no decorators',
    broken: (source) =>
      isCode(source) &&
      /^\s*@(?!media|supports|import|layer)[A-Za-z]\w*(?:\(.*\))?\s*(?:$|[A-Za-z])/m.test(source.text),
  },
  {
    // Inside `declare module`, where only an interface can be added to, it is indented.
    name: 'no interfaces: data is a type',
    broken: (source) => isCode(source) && /^(?:export\s+)?interface\s+\w+/m.test(source.text),
  },
  {
    name: '.tsx only in the web',
    broken: ({ path }) => path.endsWith('.tsx') && !path.startsWith('apps/web/'),
  },
  {
    name: 'zod is imported whole, so that unused parts stay out of the browser',
    broken: (source) =>
      isProduct(source) &&
      importsOf(source).some(({ target }) => target === 'npm:zod') &&
      !/^import (?:type )?\* as z from 'zod';$/m.test(source.text),
  },
  {
    name: 'files are lower-case with hyphens, components in PascalCase.tsx',
    broken: (source) => {
      if (!isCode(source)) return false;
      const name = source.path.split('/').at(-1) ?? '';
      return !(
        name.endsWith('.tsx') ? /^(?:[A-Z][A-Za-z0-9]*|[a-z0-9-]+)(?:\.test)?\.tsx$/ : /^[a-z0-9-]+(?:\.[a-z]+)?\.\w+$/
      ).test(name);
    },
  },
  {
    name: 'no path of somebody’s machine',
    broken: ({ text }) =>
      /(?:^|[\s'"`(=:])(?:\/(?:work|root|Users)\/\w|\/home\/[a-z]\w*\/|[A-Z]:\\Users\\)/m.test(text),
  },
  {
    name: 'nothing is left to do later in a comment',
    broken: (source) => isCode(source) && /(?:\/\/|\*)\s*(?:TODO|FIXME|XXX|HACK)\b/.test(source.text),
  },
];

/** The paths that break a law. */
export function breakers(law: Law, sources: Source[]): string[] {
  return sources.filter((source) => law.broken(source)).map(({ path }) => path);
}

/** Names of tests that stand twice in the tree, with the files they stand in. */
export function repeatedTestNames(sources: Source[]): string[] {
  const places = new Map<string, string[]>();
  for (const { path, text } of sources.filter((source) => source.path.endsWith('.test.ts'))) {
    for (const [, , name = ''] of text.matchAll(
      /^\s*(?:await\s+)?(?:\w+\.)?(?:test|it)\(\s*(['"`])((?:(?!\1).)+)\1/gm,
    )) {
      if (!name.includes('${')) places.set(name, [...(places.get(name) ?? []), path]);
    }
  }
  return [...places].filter(([, paths]) => paths.length > 1).map(([name, paths]) => `“${name}”: ${paths.join(', ')}`);
}

/** Dependencies of a package.json that are not pinned to one exact version. */
export function looseVersions({ path, text }: Source): string[] {
  const manifest = JSON.parse(text) as Record<string, Record<string, string> | undefined>;
  const all = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
  return all
    .flatMap((kind) => Object.entries(manifest[kind] ?? {}))
    .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/.test(version))
    .map(([name, version]) => `${path}: ${name} ${version}`);
}

/** Places in a lockfile that name the host a package came from. */
export function namedHosts(lockfile: string): string[] {
  return [...lockfile.matchAll(/"resolved":\s*"([a-z+]+:\/\/[^"]+)"/g)].map(([, address = '']) => address);
}

function isProduct(source: Source): boolean {
  return isCode(source) && /^(?:apps|packages)\//.test(source.path) && !isTest(source);
}

/** A file that hands everything of another on, or nothing but what others made. */
function isBarrel(text: string): boolean {
  if (/^export\s+(?:type\s+)?\*/m.test(text)) return true;
  const statements = text.match(/^(?:import|export|const|let|function|async|class|type|if|for|await)\b.*/gm) ?? [];
  const handedOn = text.match(/^export\s+(?:type\s+)?\{[^}]*\}\s*from\b/gm) ?? [];
  return handedOn.length > 0 && handedOn.length === statements.length;
}
