import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { languages } from '@latchkey/domain/language';
import { areas, type Area } from './areas.ts';
import { catalogueOf } from './catalogue.ts';

const names = Object.keys(areas) as Area[];

test('every file of sentences is loaded, in all seven languages (U4)', () => {
  for (const language of languages) {
    const files = readdirSync(new URL(`./${language}/`, import.meta.url)).filter((name) => name.endsWith('.json'));
    assert.deepEqual(files.toSorted(), [...names, 'mail', 'status'].map((name) => `${name}.json`).toSorted(), language);
  }
});

test('the whole catalogue of a language has the sentences of every area, mails included', async () => {
  const catalogue: Readonly<Record<string, string>> = await catalogueOf('de');
  for (const area of names) {
    const { default: sentences } = await areas[area]('de');
    for (const [id, sentence] of Object.entries(sentences)) assert.equal(catalogue[id], sentence, `${area}: ${id}`);
  }
  assert.ok(Object.keys(catalogue).some((id) => id.startsWith('mail.')));
});

test('no sentence stands in two areas', async () => {
  const seen = new Map<string, Area>();
  for (const area of names) {
    for (const id of Object.keys((await areas[area]('en')).default)) {
      assert.equal(seen.get(id), undefined, `${id} is in ${area}, too`);
      seen.set(id, area);
    }
  }
});

test('no area of the screens holds what only mails say', async () => {
  for (const area of names) {
    const ids = Object.keys((await areas[area]('en')).default);
    assert.deepEqual(
      ids.filter((id) => id.startsWith('mail.') || id.startsWith('status.')),
      [],
    );
  }
});
