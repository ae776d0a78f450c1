import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import * as z from 'zod';
import { companyName, email, givenName, line, link, page, password, personName, text } from './shapes.ts';

describe('values on their way in', () => {
  test('an address is folded, and what is none is said to be none', () => {
    assert.equal(email.parse(' Ada@Example.COM '), 'ada@example.com');
    assert.deepEqual(problemsOf(email, 'ada'), ['email']);
    assert.deepEqual(problemsOf(email, `${'a'.repeat(250)}@example.com`), ['too_big']);
  });

  test('a name is cleaned; an empty one, an invisible one and one with a line break are told apart', () => {
    assert.equal(personName.parse('  Ada   Lovelace '), 'Ada Lovelace');
    assert.deepEqual(problemsOf(personName, '   '), ['required']);
    assert.deepEqual(problemsOf(personName, '\u200b'), ['required']);
    assert.deepEqual(problemsOf(personName, 'Ada\r\nBcc: x'), ['unprintable']);
    assert.deepEqual(problemsOf(personName, 'A'.repeat(101)), ['too_big']);
  });

  test('the name typed for somebody else may be left out, a company’s may not', () => {
    assert.equal(givenName.parse(' '), '');
    assert.deepEqual(problemsOf(companyName, ' '), ['required']);
  });

  test('a note keeps its lines; half a character is refused', () => {
    assert.equal(text(20).parse('one\r\ntwo'), 'one\ntwo');
    assert.deepEqual(problemsOf(text(20), 'one\ud800'), ['unprintable']);
  });

  test('a password is taken exactly as typed, spaces and all; what can’t be hashed faithfully is refused', () => {
    assert.equal(password.parse('  pass wörd 1  '), '  pass wörd 1  ');
    assert.deepEqual(problemsOf(password, 'abc\ud800def1'), ['unprintable']);
    assert.deepEqual(problemsOf(password, 'abc\0def1'), ['unprintable']);
    assert.deepEqual(problemsOf(password, 'a'.repeat(1001)), ['too_big']);
  });

  test('values of another type are a problem, never an exception', () => {
    for (const shape of [email, personName, text(9), password, link])
      for (const wrong of [null, undefined, 7, true, [], {}, ['a']])
        assert.equal(shape.safeParse(wrong).success, false);
  });

  test('whatever text comes, a shape gives a clean value or a problem, and cleaning is stable', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.constantFrom(email, line(0, 40), text(40)),
        (typed, of) => {
          const parsed = of.safeParse(typed);
          if (parsed.success) assert.equal(of.parse(parsed.data), parsed.data);
        },
      ),
    );
  });
});

describe('a link as it is posted', () => {
  const id = '0198c0de-0000-7000-8000-000000000000';
  const token = 'A'.repeat(43);

  test('is an id, a generation and a token', () => {
    assert.equal(link.parse(`${id}.1.${token}`), `${id}.1.${token}`);
  });

  test('in any other form is refused before anything is looked up', () => {
    const others = [
      '',
      token,
      `${id}.1`,
      `${id}.1.${token}=`,
      `${id}.1.${token}A`,
      `${id}.1.${token.slice(1)}`,
      `${id}.-1.${token}`,
      `${id}.1234567.${token}`,
      `${id.toUpperCase()}.1.${token}`,
      ` ${id}.1.${token}`,
      `${id}.1.${token}\n`,
      `https://example.test/invitation#${id}.1.${token}`,
    ];
    for (const other of others) assert.equal(link.safeParse(other).success, false, other);
  });
});

describe('a page of a list', () => {
  const shape = z.strictObject(page);

  test('has 50 rows unless 1 to 200 are asked for', () => {
    assert.equal(shape.parse({}).limit, 50);
    assert.equal(shape.parse({ limit: '200' }).limit, 200);
    for (const limit of ['0', '201', '-1', '1.5', 'many', 'NaN', 'Infinity'])
      assert.equal(shape.safeParse({ limit }).success, false, limit);
  });
});

function problemsOf(shape: z.ZodType, value: unknown): string[] {
  const parsed = shape.safeParse(value);
  return parsed.success
    ? []
    : parsed.error.issues.map((issue) => (issue.code === 'custom' ? issue.message : issue.code));
}
