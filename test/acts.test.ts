import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acts, systemActs } from '@latchkey/contract/acts';
import { operations } from '@latchkey/contract/operations';
import { languages, sentencesOf } from '../scripts/catalogues.ts';
import { actsWritten, writeTheirOwn } from './laws/acts.ts';
import { readTree } from './laws/tree.ts';

const SENTENCE = 'activity.act.';

const tree = readTree();
const audited = operations.filter(({ method, unaudited }) => method !== 'GET' && unaudited === undefined);
const outside = audited.filter(({ scope }) => scope !== 'account').map(({ id }) => id);
/** Everything that a row of an account's audit log can say was done. */
const inTheLog = new Set([
  ...audited.filter(({ scope }) => scope === 'account').map(({ id }) => id),
  ...writeTheirOwn(tree, outside),
  ...systemActs,
]);

for (const language of languages()) {
  test(`U2: everything that can stand in the audit log has a sentence in the language ${language}, and nothing else`, () => {
    const sentences = Object.keys(sentencesOf(language)).filter((key) => key.startsWith(SENTENCE));
    assert.deepEqual(sentences.map((key) => key.slice(SENTENCE.length)).toSorted(), [...inTheLog].toSorted());
  });
}

test('U2: every act that the server writes is one that the activity can be filtered by', () => {
  const written = actsWritten(tree);
  assert.ok(written.length >= 5, 'the acts are found where they are written');
  assert.deepEqual(
    written.filter(({ act }) => !acts.includes(act)),
    [],
  );
});
