import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Line, ratioOf } from './table.ts';

const LIMIT_KB = 200;
const DIST = fileURLToPath(new URL('../apps/web/dist/', import.meta.url));

/** The JavaScript that the first page names in its head, gzipped. What a screen loads later is not in it. */
export function measureBundle(): Line[] {
  const html = readFileSync(`${DIST}index.html`, 'utf8');
  const scripts = [...html.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map((found) => found[1] ?? '');
  const kb =
    [...new Set(scripts)].reduce((sum, path) => sum + gzipSync(readFileSync(DIST + path), { level: 9 }).length, 0) /
    1024;
  return [
    {
      what: 'first-load JavaScript, gzipped',
      measured: `${kb.toFixed(1)} KB`,
      reference: `${LIMIT_KB} KB limit`,
      ratio: ratioOf(kb, LIMIT_KB),
      aim: '≤ 1',
    },
  ];
}
