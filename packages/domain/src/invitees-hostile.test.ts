import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { foldEmail } from './email.ts';
import { inviteesOf, textOf, withInvitee } from './invitees.ts';

describe('I1: whatever is pasted', () => {
  test('every address is folded, every name can be sent, and the lines are counted through', () => {
    fc.assert(
      fc.property(fc.oneof(pastes(), fc.string({ unit: 'binary', maxLength: 200 })), (pasted) => {
        for (const [at, one] of inviteesOf(pasted).entries()) {
          assert.equal(one.line, at + 1);
          assert.equal(one.email, foldEmail(one.text));
          assert.doesNotMatch(one.name, /[\p{Cc}\p{Cs}]/u);
          assert.equal(one.problem === 'not-an-address', one.email === undefined);
          assert.equal(one.problem === 'duplicate', one.duplicateOf !== undefined);
          assert.ok((one.duplicateOf ?? 0) < one.line);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('what was understood, written down, is understood the same again', () => {
    fc.assert(
      fc.property(pastes(), (pasted) => {
        const lines = inviteesOf(pasted);
        assert.deepEqual(inviteesOf(textOf(lines)).map(essence), lines.map(essence));
      }),
      { numRuns: 1000 },
    );
  });

  test('whatever is pasted, taking one line out leaves every other as it was', () => {
    fc.assert(
      fc.property(pastes(), fc.nat(), (pasted, at) => {
        const before = inviteesOf(pasted);
        fc.pre(before.length > 0);
        const line = 1 + (at % before.length);
        const after = inviteesOf(withInvitee(pasted, line, undefined));
        assert.deepEqual(after.map(essence), before.toSpliced(line - 1, 1).map(essence));
      }),
      { numRuns: 1000 },
    );
  });

  test('a name is kept as it was given, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), pieces()), (name) => {
        const [line, more] = inviteesOf(withInvitee('a@acme.test', 1, { text: 'b@acme.test', name }));
        assert.equal(more, undefined);
        assert.equal(line?.email, 'b@acme.test');
        const again = inviteesOf(textOf([{ text: 'b@acme.test', name: line?.name ?? '' }]));
        assert.equal(again[0]?.name, line?.name);
      }),
      { numRuns: 1000 },
    );
    for (const name of [
      'Ada Byron',
      'Sales, EMEA',
      'a "b" c',
      'back\\slash',
      '1. Ada',
      'To: Ada',
      '<Ada>',
      "'Ada'",
      'a@b',
    ]) {
      const [line] = inviteesOf(textOf([{ text: 'b@acme.test', name }]));
      assert.equal(line?.name, name);
    }
  });

  test('addresses in a row of their own are all found, however many', () => {
    const pasted = Array.from({ length: 5000 }, (_, at) => `Name ${at} <user-${at}@acme.test>`).join('\n');
    const lines = inviteesOf(pasted);
    assert.equal(lines.length, 5000);
    assert.ok(lines.every(({ problem, line, name }) => problem === undefined && name === `Name ${line - 1}`));
  });

  test('hostile text of one kind or another is done with as fast as it is read', () => {
    const much = (piece: string) => piece.repeat(Math.ceil(200_000 / piece.length));
    // If a character were looked at once for every other, none of these would end before the test is given up.
    for (const piece of [
      '"',
      '"\\"',
      '<',
      '<@',
      '>',
      '<a@b.c>',
      '@',
      'a@',
      ' ',
      '\t',
      ',',
      ';',
      '.',
      "'",
      'a',
      'a.',
      ' .',
      '(',
      'mailto:',
      '1. ',
      'a@b.c ',
      'a, ',
      '"a@b.c",',
      'é',
      'Ada <a@',
      '-',
    ])
      for (const pasted of [
        much(piece),
        `a@b.example ${much(piece)}`,
        `${much(piece)}<a@b.example>`,
        `x,${much(piece)};y\tz`,
      ])
        assert.ok(inviteesOf(pasted).length >= 0);
  });
});

function essence({ text, name }: { text: string; name: string }) {
  return { text, name };
}

/** Pieces of what people paste, in any order. */
function pieces(): fc.Arbitrary<string> {
  const marks = [
    ',',
    ';',
    '\t',
    ' ',
    ' ',
    '"',
    "'",
    '<',
    '>',
    '(',
    ')',
    '[',
    ']',
    ':',
    '@',
    '.',
    '-',
    '\\',
    '""',
    'mailto:',
    '1. ',
  ];
  const words = [
    'Ada',
    'Byron',
    'Inc.',
    'To:',
    'ada@acme.test',
    'bob@acme.test',
    'eve@',
    'acme.test',
    '<a@acme.test>',
    '<bob>',
    '“Ada”',
  ];
  return fc.array(fc.constantFrom(...marks, ...words), { maxLength: 12 }).map((some) => some.join(''));
}

function pastes(): fc.Arbitrary<string> {
  return fc.array(pieces(), { maxLength: 4 }).map((rows) => rows.join('\n'));
}
