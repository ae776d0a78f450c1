// Builds the web when what it is made of has changed. Plain JavaScript for Node 18.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runQuietly, withProgress } from './bootstrap.mjs';

const WEB = join(ROOT, 'apps', 'web');
const MARKER = join(WEB, 'dist', '.built');
const SOURCES = [
  'apps/web/src',
  'apps/web/public',
  'apps/web/index.html',
  'apps/web/vite.config.ts',
  'apps/web/package.json',
  'packages',
  'package-lock.json',
];

/** Vite's command line. */
export const VITE = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');

/**
 * Builds apps/web/dist unless it was made of exactly what lies there now.
 * @param {string} node a Node that runs TypeScript
 * @returns {Promise<void>}
 */
export async function buildWeb(node) {
  const wanted = sourceHash();
  if (existsSync(MARKER) && readFileSync(MARKER, 'utf8') === wanted) return;
  await withProgress('Building the web', () => runQuietly(node, [VITE, 'build', '--logLevel', 'warn'], { cwd: WEB }));
  writeFileSync(MARKER, wanted);
}

function sourceHash() {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap((source) => filesOf(source))) {
    hash.update(`${path}\n`).update(readFileSync(join(ROOT, path)));
  }
  return hash.digest('hex');
}

/**
 * @param {string} path relative to the repository
 * @returns {string[]} the files below it that can end up in the bundle, in a stable order
 */
function filesOf(path) {
  const absolute = join(ROOT, path);
  if (!existsSync(absolute)) return [];
  if (!statSync(absolute).isDirectory()) return path.endsWith('.test.ts') ? [] : [path];
  return readdirSync(absolute)
    .filter((name) => name !== 'node_modules' && name !== 'dist')
    .sort()
    .flatMap((name) => filesOf(`${path}/${name}`));
}
