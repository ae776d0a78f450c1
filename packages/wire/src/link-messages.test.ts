import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { base64url } from './bytes.ts';
import type { Facts } from './hello.ts';
import {
  type FromAgent,
  type FromServer,
  mayDial,
  parseFromAgent,
  parseFromServer,
  writeMessage,
} from './link-messages.ts';
import { asLine, line, MAX_MESSAGE, MAX_TEXT, misshapen } from './link-shape.ts';

const id = (digit: string): string =>
  `${digit.repeat(8)}-${digit.repeat(4)}-7${digit.repeat(3)}-8${digit.repeat(3)}-${digit.repeat(12)}`;
const secret = base64url(new Uint8Array(32).fill(7));
const facts: Facts = {
  hostname: 'büro-7',
  os: 'Debian 13',
  agent_version: '0.1.0',
  user: 'ann',
  screen: null,
  problem: 'no screen source',
  base_cred_id: id('a'),
  locks: [{ lock_id: id('b'), person_id: id('c'), session_id: id('d'), is_personal: false }],
};
const way = { session_id: id('1'), url: 'wss://node2.example.com/session/host', ticket: secret };

const serverSamples: FromServer[] = [
  { t: 'challenge', versions: [1], nonce: secret },
  {
    t: 'welcome',
    version: 1,
    now: 1_700_000_000_000,
    account: 'Müller & Söhne',
    computer: 'Büro 7',
    is_approved: true,
    owner: { person_id: id('2'), name: 'Olga', is_suspended: false },
    lock_only_person: false,
    locks_cleared: [id('3')],
    grant_revision: 12,
  },
  { t: 'refused', code: 'quarantined' },
  {
    t: 'session',
    ...way,
    person_id: id('4'),
    person_name: 'Ann',
    member_id: id('5'),
    grant_id: id('6'),
    cred_id: null,
    is_owner: false,
    rights: { control: true, clipboard_in: true, clipboard_out: false },
    idle_ms: 900_000,
  },
  { t: 'rejoin', ...way },
  { t: 'end', session_id: id('1'), reason: 'revoked' },
  {
    t: 'grants',
    revision: 3,
    base_cred_id: null,
    items: [{ grant_id: id('6'), person_id: id('4'), cred_id: null }],
    is_last: true,
  },
  { t: 'unlock', lock_id: id('3') },
  { t: 'settings', lock_only_person: true },
  { t: 'owner', owner: null },
  { t: 'approved' },
  { t: 'renamed', name: 'Empfang' },
  { t: 'removed' },
];

const agentSamples: FromAgent[] = [
  {
    t: 'hello',
    version: 1,
    computer_id: id('1'),
    nonce: secret,
    agent_nonce: secret,
    boot_id: id('2'),
    counter: 17,
    signature: base64url(new Uint8Array(64).fill(9)),
    facts,
  },
  { t: 'facts', ...facts },
  { t: 'grant', session_id: null, grant_id: id('6'), cred_id: id('7') },
  { t: 'acknowledged', revision: 3 },
  { t: 'refused', session_id: id('1'), code: 'locked' },
  { t: 'opened', session_id: id('1') },
  { t: 'ended', session_id: id('1'), reason: 'host-ended' },
  { t: 'failed', session_id: id('1'), person_id: id('4'), fails: 2 },
  { t: 'locked', lock_id: id('3'), person_id: id('4'), session_id: id('1'), is_personal: false },
  { t: 'unlocked', lock_id: id('3') },
];

const directions = [
  { from: 'server', parse: parseFromServer as (text: string) => unknown, samples: serverSamples },
  { from: 'agent', parse: parseFromAgent as (text: string) => unknown, samples: agentSamples },
] as const;

for (const { from, parse, samples } of directions) {
  test(`from the ${from}: every message is read as it was written, and what the protocol does not name is left out`, () => {
    for (const sample of samples) {
      assert.deepEqual(parse(writeMessage(sample)), sample);
      assert.deepEqual(parse(JSON.stringify({ ...sample, more: 1, ['__proto__']: { t: 'x' } })), sample);
    }
  });

  test(`from the ${from}: a missing, misshapen or over-long field is found, wherever it is`, () => {
    for (const sample of samples) {
      for (const path of pathsOf(sample)) {
        if (path.join('.') === 't') continue;
        for (const bad of [undefined, 'x'.repeat(3_000), -1, 1.5, '\u0000', [[]], { t: 1 }])
          assert.equal(
            parse(JSON.stringify(changed(sample, path, bad))),
            'misshapen',
            `${sample.t} ${path.join('.')} ${JSON.stringify(bad)}`,
          );
      }
    }
  });

  test(`from the ${from}: a message that this version does not know is ignored, and what is no message is found`, () => {
    for (const t of ['later', 'constructor', '__proto__', '']) assert.equal(parse(JSON.stringify({ t })), 'unknown');
    for (const text of ['', 'x', '[]', 'null', '1', '"t"', '{}', '{"t":1}', '{"t":null}', '['.repeat(100_000)])
      assert.equal(parse(text), 'misshapen');
    assert.equal(parse(`{"t":"later","x":"${'x'.repeat(MAX_MESSAGE)}"}`), 'misshapen');
  });

  test(`from the ${from}: whatever comes, nothing throws and nothing comes through that could not have been sent`, () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.tuple(fc.constantFrom(...samples), fc.nat(), fc.jsonValue()).map(([sample, at, value]) => {
        const paths = pathsOf(sample);
        return JSON.stringify(changed(sample, paths[at % paths.length] ?? ['t'], value));
      }),
      fc.tuple(fc.constantFrom(...samples), fc.nat(), fc.string({ maxLength: 3 })).map(([sample, at, put]) => {
        const whole = writeMessage(sample);
        return whole.slice(0, at % whole.length) + put + whole.slice((at % whole.length) + 1);
      }),
    );
    fc.assert(
      fc.property(text, (one) => {
        const message = parse(one);
        if (typeof message !== 'object') return assert.ok(message === 'unknown' || message === 'misshapen');
        assert.deepEqual(parse(JSON.stringify(message)), message);
      }),
      { numRuns: 3_000 },
    );
  });
}

test('a message of the most grants and facts of the most locks fit into one message', () => {
  const items = Array.from({ length: 1_000 }, () => ({ grant_id: id('6'), person_id: id('4'), cred_id: id('7') }));
  const most: FromServer = { t: 'grants', revision: 3, base_cred_id: id('7'), items, is_last: false };
  assert.deepEqual(parseFromServer(writeMessage(most)), most);
  assert.equal(parseFromServer(writeMessage({ ...most, items: [...items, ...items.slice(0, 1)] })), 'misshapen');
});

test('an agent dials the origins of its enrolment and no other, over TLS where they have it', () => {
  const origins = ['https://lk.example.com', 'http://localhost:8080', 'https://[::1]:8443'];
  for (const url of ['wss://lk.example.com/session/host', 'ws://localhost:8080/session/host', 'wss://[::1]:8443/a'])
    assert.equal(mayDial(url, origins), true, url);
  for (const url of [
    'ws://lk.example.com/session/host',
    'wss://localhost:8080/x',
    'wss://lk.example.com',
    'wss://lk.example.com:444/x',
    'wss://lk.example.com.evil.com/x',
    'wss://ann@lk.example.com/x',
    'wss://lk.example.com\\@evil.com/x',
    'wss://lk.example.com/x?y',
    'wss://lk.example.com/x#y',
    'wss://LK.example.com/x',
    'https://lk.example.com/x',
    ' wss://lk.example.com/x',
    'wss://lk.example.com/x\n',
  ])
    assert.equal(mayDial(url, origins), false, url);
});

test('whatever a machine calls itself becomes a line that the server takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500, size: 'max' }), (name) => {
      assert.notEqual(line(asLine(name)), misshapen);
    }),
  );
  assert.equal(asLine('  a\u0000b\u202Ec\n'), 'abc');
  assert.equal(asLine(`${'x'.repeat(MAX_TEXT - 1)}😀`).length, MAX_TEXT - 1);
  assert.equal(asLine('x\uD83D'), 'x');
});

/** The path of every field, those inside fields too. */
function pathsOf(value: unknown, before: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [[...before, name], ...pathsOf(inner, [...before, name])]);
}

/** The same with another value at a path; `undefined` takes the field out, or spoils a place in a list. */
function changed(value: unknown, [name, ...rest]: readonly string[], put: unknown): unknown {
  if (name === undefined) return put;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === name ? changed(item, rest, put) : item));
  const fields = value as Record<string, unknown>;
  return { ...fields, [name]: changed(fields[name], rest, put) };
}
