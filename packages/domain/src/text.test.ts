import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cleanLine, cleanText } from './text.ts';

const anything = fc.string({ unit: 'binary', maxLength: 40 });
const broken = ['\0', '\u0007', '\u001b', '\u007f', '\u0085', '\ud800', '\udfff', '\u2028', '\u2029'];
const reordering = ['\u202a', '\u202e', '\u2066', '\u2069'];

test('a line is trimmed, its runs of spaces are one, its letters are in form NFC', () => {
  assert.equal(cleanLine('  Zoe\u0308  \u00a0 O\u2019Hara '), 'Zo\u00eb O\u2019Hara');
  assert.equal(cleanLine(''), '');
  assert.equal(cleanLine('   '), '');
});

test('names of the whole world stay as they are', () => {
  for (const name of [
    '李小龍',
    'محمد',
    'Þórður Ægisson',
    'Nguyễn Thị',
    '<b>Ada</b>',
    '👩‍👩‍👧',
    'اب\u200cها',
    "D'Arcy & Søn",
  ])
    assert.equal(cleanLine(name), name.normalize('NFC'));
});

test('a name that nobody can see is empty', () => {
  for (const nothing of ['\u200b', '\u2060\u200d', '\u3164', '\u2800', '\u00ad \ufe0f'])
    assert.equal(cleanLine(nothing), '');
});

test('a line break, a control character, half a character or a mark that reorders text is no part of a line', () => {
  for (const bad of [...broken, ...reordering, '\r', '\n', '\t', '\v', '\f'])
    assert.equal(cleanLine(`Ada${bad}Lovelace`), undefined, JSON.stringify(bad));
});

test('a text keeps its line breaks, all written as one sign, and loses spaces at their ends', () => {
  assert.equal(cleanText('\n\n Hello  \r\n\r\n  you\there \t\n'), 'Hello\n\n  you\there');
});

test('what has no place in a line has none in a text either, but for line breaks and tabs', () => {
  for (const bad of [...broken, ...reordering, '\r', '\v', '\f'])
    assert.equal(cleanText(`one${bad}two`), undefined, JSON.stringify(bad));
});

test('cleaning twice is cleaning once', () => {
  fc.assert(
    fc.property(anything, (typed) => {
      const [line, text] = [cleanLine(typed), cleanText(typed)];
      if (line !== undefined) assert.equal(cleanLine(line), line);
      if (text !== undefined) assert.equal(cleanText(text), text);
    }),
    { numRuns: 2000 },
  );
});

test('whatever is typed, a cleaned line is one line that a mail header and a terminal can hold', () => {
  fc.assert(
    fc.property(anything, (typed) => {
      const line = cleanLine(typed);
      if (line === undefined) return;
      assert.doesNotMatch(line, /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      assert.equal(line, line.trim());
      assert.ok(line.isWellFormed());
    }),
    { numRuns: 2000 },
  );
});

test('no cleaning loses a letter: what is refused is refused whole', () => {
  const letters = (text: string) => text.normalize('NFC').replaceAll(/\s/gu, '');
  fc.assert(
    fc.property(anything, (typed) => {
      const line = cleanLine(typed);
      if (line) assert.equal(letters(line), letters(typed));
    }),
  );
});
