import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inviteesOf, withInvitee } from './invitees.ts';

describe('I1: addresses are understood in every usual shape', () => {
  test('one a row, with Windows line ends, empty rows and a byte order mark', () => {
    found('\ufeffada@acme.test\r\n\r\n  grace@acme.test\n\nhedy@acme.test\r', [
      ['ada@acme.test'],
      ['grace@acme.test'],
      ['hedy@acme.test'],
    ]);
  });

  test('several with commas, semicolons or spaces between them, and one at the end too many', () => {
    const three = [['ada@acme.test'], ['grace@acme.test'], ['hedy@acme.test']] as const;
    found('ada@acme.test, grace@acme.test; hedy@acme.test;', three);
    found('ada@acme.test;;grace@acme.test,hedy@acme.test,', three);
    found('ada@acme.test grace@acme.test  hedy@acme.test', three);
    found('ada@acme.test， grace@acme.test；hedy@acme.test', three);
    found('ada@acme.test and grace@acme.test', [['ada@acme.test'], ['grace@acme.test']]);
  });

  test('as mail programs write them: name and address in angle brackets', () => {
    found("Ada Byron <ada@acme.test>, Grace O'Hopper <Grace@Acme.Test>; <hedy@acme.test>", [
      ['ada@acme.test', 'Ada Byron'],
      ['grace@acme.test', "Grace O'Hopper"],
      ['hedy@acme.test'],
    ]);
    found('Ada <ada@acme.test> Grace <grace@acme.test> hedy@acme.test', [
      ['ada@acme.test', 'Ada'],
      ['grace@acme.test', 'Grace'],
      ['hedy@acme.test'],
    ]);
  });

  test('a comma in quotes separates nothing, and a family name before it goes behind', () => {
    found('"Byron, Ada" <ada@acme.test>, "Acme, Inc." <info@acme.test>, "Ada ""Countess"" Byron" <c@acme.test>', [
      ['ada@acme.test', 'Ada Byron'],
      ['info@acme.test', 'Acme, Inc.'],
      ['c@acme.test', 'Ada "Countess" Byron'],
    ]);
    found('Byron, Ada <ada@acme.test>, Hopper, Grace <grace@acme.test>', [
      ['ada@acme.test', 'Ada Byron'],
      ['grace@acme.test', 'Grace Hopper'],
    ]);
  });

  test('rows of a spreadsheet, with the address first or last and the name in one column or two', () => {
    found('Ada\tByron\tada@acme.test\ngrace@acme.test\tGrace Hopper\n"Lamarr, Hedy"\thedy@acme.test', [
      ['ada@acme.test', 'Ada Byron'],
      ['grace@acme.test', 'Grace Hopper'],
      ['hedy@acme.test', 'Hedy Lamarr'],
    ]);
    found('17\tAda\tByron\tada@acme.test\t+49 30 1234\tSales', [['ada@acme.test', 'Ada Byron']]);
    found('Ada,Byron,ada@acme.test\nGrace Hopper;grace@acme.test\nhedy@acme.test,Hedy', [
      ['ada@acme.test', 'Ada Byron'],
      ['grace@acme.test', 'Grace Hopper'],
      ['hedy@acme.test', 'Hedy'],
    ]);
  });

  test('links, brackets, quotes, list marks and punctuation around an address are not part of it', () => {
    for (const shape of [
      'mailto:ada@acme.test',
      'MAILTO:ada@acme.test?subject=Hello%20there',
      '[ada@acme.test](mailto:ada@acme.test)',
      "'ada@acme.test' <ada@acme.test>",
      "'ada@acme.test'",
      '(ada@acme.test).',
      '[ada@acme.test]',
      '“ada@acme.test”,',
      '- ada@acme.test',
      '1. ada@acme.test',
      'E-mail: ada@acme.test',
      '\u202aada@acme.test\u202c',
      'ada@acme\u200b.test',
      'ada@acme.test <ada@acme.test>',
    ])
      found(shape, [['ada@acme.test']]);
    for (const shape of [
      'Ada (ada@acme.test)',
      'ada@acme.test (Ada)',
      'ada@acme.test - Ada',
      'Ada ada@acme.test',
      "'Ada' <ada@acme.test>",
    ])
      found(shape, [['ada@acme.test', 'Ada']]);
  });

  test('names in every script stay whole', () => {
    found(
      'Ørsted, Ægir <a@acme.test>\nمریم\u200cپور <b@acme.test>\n山田 太郎 <c@acme.test>\nJ.R.R. Tolkien <d@acme.test>',
      [
        ['a@acme.test', 'Ægir Ørsted'],
        ['b@acme.test', 'مریم\u200cپور'],
        ['c@acme.test', '山田 太郎'],
        ['d@acme.test', 'J.R.R. Tolkien'],
      ],
    );
  });
});

describe('I1: what can’t be sent as it stands is said on its line', () => {
  test('what is no address is a line of its own, with nothing of it lost', () => {
    const lines = inviteesOf(
      'ada@acme.test\nnobody\nGrace <grace@>\nhedy.acme.test, bob@acme.test\na@x.test, Carl, b@x.test',
    );
    assert.deepEqual(
      lines.filter(({ problem }) => problem === 'not-an-address').map(({ line, text, name }) => [line, text, name]),
      [
        [2, 'nobody', ''],
        [3, 'grace@', 'Grace'],
        [4, 'hedy.acme.test', ''],
        [7, 'Carl', ''],
      ],
    );
    assert.equal(lines.filter(({ email }) => email !== undefined).length, 4);
  });

  test('an address that stands there before names the line of the first', () => {
    const lines = inviteesOf('ada@acme.test\ngrace@acme.test\nAda <ADA@acme.test>; ada@acme.test');
    assert.deepEqual(
      lines.map(({ problem, duplicateOf }) => [problem, duplicateOf]),
      [
        [undefined, undefined],
        [undefined, undefined],
        ['duplicate', 1],
        ['duplicate', 1],
      ],
    );
  });

  test('a name that no invitation takes is said before it is sent', () => {
    const [longest, longer] = inviteesOf(`${'a'.repeat(100)} <a@acme.test>\n${'b'.repeat(101)} <b@acme.test>`);
    assert.equal(longest?.problem, undefined);
    assert.equal(longer?.problem, 'name-too-long');
    assert.equal(longer?.email, 'b@acme.test');
  });
});

describe('I1: a line is changed where it stands', () => {
  test('only its row is written anew', () => {
    const pasted = 'Ada <ada@acme.test>\ngrace@, "Lamarr, Hedy" <hedy@acme.test>\n  bob@acme.test';
    assert.equal(
      withInvitee(pasted, 2, { text: 'grace@acme.test', name: 'Grace' }),
      'Ada <ada@acme.test>\nGrace <grace@acme.test>\nHedy Lamarr <hedy@acme.test>\n  bob@acme.test',
    );
    assert.equal(withInvitee(pasted, 1, undefined), 'grace@, "Lamarr, Hedy" <hedy@acme.test>\n  bob@acme.test');
    assert.equal(withInvitee(pasted, 9, undefined), pasted);
  });
});

/** Asserts that a text holds exactly these addresses with these names, and no problem. */
function found(pasted: string, expected: readonly (readonly [email: string, name?: string])[]): void {
  assert.deepEqual(
    inviteesOf(pasted).map(({ email, name, problem }) => [email, name, problem]),
    expected.map(([email, name = '']) => [email, name, undefined]),
    pasted,
  );
}
