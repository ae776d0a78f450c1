import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { foldEmail } from './email.ts';

describe('the one folding of an address', () => {
  test('trims and lowers, so that one mailbox is one person however it is typed', () => {
    assert.equal(foldEmail('  Ada.Lovelace+Test@Example.COM\n'), 'ada.lovelace+test@example.com');
  });

  test('folding twice is folding once', () => {
    fc.assert(fc.property(addresses(), (email) => foldEmail(foldEmail(email)!) === foldEmail(email)));
  });

  test('upper and lower case and spaces around are never two addresses', () => {
    fc.assert(
      fc.property(addresses(), spaces(), (email, space) => {
        assert.equal(foldEmail(`${space}${email.toUpperCase()}${space}`), foldEmail(email.toLowerCase()));
      }),
    );
  });

  test('whatever is typed, what comes out is plain ASCII in lower case with one mailbox and one domain, or nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), addresses(), almostAddresses()), (typed) => {
        const email = foldEmail(typed);
        if (email === undefined) return;
        assert.match(email, /^[!-~]+@[a-z0-9.-]+$/);
        assert.equal(email, email.toLowerCase());
        assert.ok(email.length <= 254);
      }),
      { numRuns: 2000 },
    );
  });

  test('nothing that could end a mail header or add a recipient is an address', () => {
    for (const bad of ['a@b.example\r\nBcc: x@y.example', 'a@b.example,c@d.example', 'a b@c.example', '<a@b.example>'])
      assert.equal(foldEmail(bad), undefined, bad);
    fc.assert(
      fc.property(addresses(), fc.constantFrom(...Array.from('\r\n\0\t ,;:<>()[]"\\')), fc.nat(), (email, bad, at) => {
        const place = 1 + (at % (email.length - 1));
        assert.equal(foldEmail(email.slice(0, place) + bad + email.slice(place)), undefined);
      }),
    );
  });
});

describe('what is no address', () => {
  const none: Record<string, string> = {
    'nothing at all': '',
    'no at': 'ada.example.com',
    'nothing before the at': '@example.com',
    'nothing behind the at': 'ada@',
    'two ats': 'ada@home@example.com',
    'one label only': 'ada@localhost',
    'an address of numbers': 'ada@192.168.1.1',
    'a literal': 'ada@[192.168.1.1]',
    'a dot at the beginning': '.ada@example.com',
    'a dot at the end': 'ada.@example.com',
    'two dots': 'ada..l@example.com',
    'an empty label': 'ada@example..com',
    'a label that begins with a dash': 'ada@-example.com',
    'a label that ends with a dash': 'ada@example-.com',
    'a quoted mailbox': '"ada l"@example.com',
    'letters that only look like Latin ones': 'аda@example.com',
    'a domain that is not in its xn-- form': 'ada@exämple.com',
    'a mailbox of 65 characters': `${'a'.repeat(65)}@example.com`,
    'a label of 64 characters': `ada@${'a'.repeat(64)}.com`,
    'an address of 255 characters': `ada@${'a.'.repeat(124)}aaa`,
  };
  for (const [what, typed] of Object.entries(none)) {
    test(`${what} is no address`, () => assert.equal(foldEmail(typed), undefined));
  }

  test('the longest forms that RFC 5321 allows are addresses', () => {
    const longest = `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(57)}.com`;
    assert.equal(longest.length, 254);
    assert.equal(foldEmail(longest), longest);
    assert.equal(
      foldEmail("o'hara!#$%&*+/=?^_`{|}~-@xn--exmple-cua.com"),
      "o'hara!#$%&*+/=?^_`{|}~-@xn--exmple-cua.com",
    );
  });
});

function addresses(): fc.Arbitrary<string> {
  const word = fc.stringMatching(/^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]{1,12}$/);
  const label = fc.stringMatching(/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,8}[a-zA-Z0-9])?$/);
  const local = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('.'));
  const domain = fc.tuple(label, fc.constantFrom('example', 'test', 'co.uk')).map((labels) => labels.join('.'));
  return fc.tuple(local, domain).map((parts) => parts.join('@'));
}

function almostAddresses(): fc.Arbitrary<string> {
  return fc.tuple(addresses(), fc.string({ unit: 'grapheme', maxLength: 3 })).map(([email, more]) => more + email);
}

function spaces(): fc.Arbitrary<string> {
  return fc.constantFrom('', ' ', '\t', '\r\n', '\u00a0', '  ');
}

test('no sign of another alphabet becomes one of ours, in whatever case', () => {
  for (let code = 0x80; code <= 0x1ffff; code += 1) {
    const sign = String.fromCodePoint(code);
    if (sign.trim() === '') continue;
    assert.equal(foldEmail(`k${sign}m@example.com`), undefined, code.toString(16));
  }
});
