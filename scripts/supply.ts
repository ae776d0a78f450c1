import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bootstrap.mjs';
import { lockedPackages, type Package } from './lockfile.ts';

type Binary = { file: string; kind: string; sha256: string };

const PAGE = join(ROOT, 'docs', 'supply.md');
const LISTED_ON = 'linux-x64';

/** What the first bytes of an executable say (ELF, Mach-O in its byte orders, Windows, WebAssembly). */
const MAGIC: Record<string, string> = {
  '7f454c46': 'ELF',
  cffaedfe: 'Mach-O',
  cefaedfe: 'Mach-O',
  cafebabe: 'Mach-O',
  '4d5a': 'PE',
  '0061736d': 'WASM',
};
/** How a WASM module begins when it is written in base64 into JavaScript. */
const INLINE_WASM = 'AGFzbQEAAAA';

process.exitCode = main(process.argv.includes('--check'));

function main(checking: boolean): number {
  const here = `${process.platform}-${process.arch}`;
  if (here !== LISTED_ON) {
    console.log(`docs/supply.md is made and compared on ${LISTED_ON}; this is ${here}.`);
    return 0;
  }
  const page = pageOf(lockedPackages());
  if (!checking) {
    writeFileSync(PAGE, page);
    return 0;
  }
  return compare(readFileSync(PAGE, 'utf8'), page);
}

function compare(written: string, found: string): number {
  if (written === found) return 0;
  const before = new Set(written.split('\n'));
  const after = new Set(found.split('\n'));
  for (const line of before) if (!after.has(line)) console.error(`- ${line}`);
  for (const line of after) if (!before.has(line)) console.error(`+ ${line}`);
  console.error('docs/supply.md differs from what is installed. If the change is meant: node scripts/supply.mjs');
  return 1;
}

function pageOf(packages: Package[]): string {
  const shipped = packages.filter(({ ships }) => ships);
  const sections = shipped.filter(({ elsewhere }) => !elsewhere).flatMap((one) => sectionOf(one, binariesOf(one)));
  const elsewhere = shipped.filter((one) => one.elsewhere);
  const tools = packages.filter((one) => !one.ships && !one.elsewhere && binariesOf(one).length > 0);
  return [
    '# Supply: every binary that runs',
    '',
    'Written by `node scripts/supply.mjs`, compared by `npm run check`. A line that changes without a new pin in',
    '`package-lock.json` means that somebody else’s program would run: find out whose before accepting it.',
    '',
    `## What ships, on ${LISTED_ON}`,
    '',
    'SHA-256 of each executable, shared library, native addon and WASM module in the packages that the product runs on.',
    'Links between libraries are left out: they hold no code.',
    '',
    ...sections,
    '## What ships, on other platforms',
    '',
    'Not installed where this page is written; npm compares the whole package with this hash before it unpacks it.',
    '',
    ...integrityTable(elsewhere),
    '## Tools of development and tests',
    '',
    'Native programs that build and check the product and are no part of it. The tests also use Chromium and a second',
    'PostgreSQL from the operating system.',
    '',
    ...integrityTable(tools),
  ].join('\n');
}

function sectionOf({ name, version, integrity }: Package, binaries: Binary[]): string[] {
  if (binaries.length === 0) return [];
  const rows = binaries.map(({ file, kind, sha256 }) => `| \`${file}\` | ${kind} | \`${sha256}\` |`);
  const head = [`### npm: ${name}@${version}`, '', `Package: \`${integrity}\``, '', '| file | kind | SHA-256 |'];
  return [...head, '| --- | --- | --- |', ...rows, ''];
}

function integrityTable(packages: Package[]): string[] {
  const rows = packages.map(({ name, version, integrity }) => `| ${name}@${version} | \`${integrity}\` |`);
  return ['| npm package | integrity |', '| --- | --- |', ...new Set(rows), ''];
}

/** The files of an installed package that hold machine code or WASM, in a stable order. */
function binariesOf({ path }: Package): Binary[] {
  return filesIn(join(ROOT, path))
    .toSorted()
    .flatMap((file) => {
      const absolute = join(ROOT, path, file);
      const kind = kindOf(absolute);
      if (!kind) return [];
      return [{ file, kind, sha256: createHash('sha256').update(readFileSync(absolute)).digest('hex') }];
    });
}

function filesIn(folder: string, below = ''): string[] {
  let entries;
  try {
    entries = readdirSync(join(folder, below), { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesIn(folder, path);
    return entry.isFile() ? [path] : [];
  });
}

function kindOf(path: string): string | undefined {
  if (/\.[cm]?js$/.test(path))
    return readFileSync(path, 'latin1').includes(INLINE_WASM) ? 'WASM in JavaScript' : undefined;
  const first = firstBytes(path);
  return MAGIC[first] ?? (path.endsWith('.exe') || path.endsWith('.dll') ? MAGIC[first.slice(0, 4)] : undefined);
}

function firstBytes(path: string): string {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(4);
    return bytes.subarray(0, readSync(descriptor, bytes)).toString('hex');
  } finally {
    closeSync(descriptor);
  }
}
