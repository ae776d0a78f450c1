import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { foreignPackages, licencesText } from '../apps/web/licences.ts';

const ROOT = join(import.meta.dirname, '..');
let text: string;

before(() => {
  text = licencesText(ROOT);
});

/** What may go out with ours: what asks for nothing but to be named, and noVNC, which is passed on unchanged. */
const FINE = ['MIT', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD', 'Apache-2.0', 'Unlicense', '(MIT OR CC0-1.0)'];

test('every package of others that goes out has a licence that allows it', () => {
  const odd = foreignPackages(ROOT).filter(({ licence }) => !FINE.includes(licence));
  assert.deepEqual(
    odd.map(({ name, licence }) => `${name} ${licence}`),
    ['@novnc/novnc MPL-2.0'],
  );
});

test('the text names each of them with its version, and what the web and the agent ask for themselves is among them', () => {
  const packages = foreignPackages(ROOT);
  for (const { name, version, licence } of packages) assert.ok(text.includes(`${name} ${version} (${licence})`), name);
  for (const app of ['web', 'agent']) {
    const manifest = readFileSync(join(ROOT, 'apps', app, 'package.json'), 'utf8');
    const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
    for (const [name, version] of Object.entries(dependencies).filter(([one]) => !one.startsWith('@latchkey/')))
      assert.ok(
        packages.some((each) => each.name === name && each.version === version),
        `${name} ${version}`,
      );
  }
});

test('noVNC comes with the text of its licence and of what it contains', () => {
  for (const words of ['Mozilla Public License Version 2.0', 'noVNC is Copyright (C)', 'Vitaly Puzrin'])
    assert.ok(text.includes(words), words);
});

test('every file of a licence in them is in the text', () => {
  for (const { path, name } of foreignPackages(ROOT))
    for (const file of readdirSync(join(ROOT, path)).filter((one) => /^licen[cs]e/i.test(one)))
      assert.ok(text.includes(readFileSync(join(ROOT, path, file), 'utf8').trim()), `${name} ${file}`);
});
