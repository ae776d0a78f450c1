import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { utf8 } from './bytes.ts';
import {
  clipboardParts,
  gathered,
  isClipboard,
  readHostControl,
  readViewerControl,
  writeControl,
  type HostControl,
  type ViewerControl,
} from './control.ts';
import { MAX_PAYLOAD_BYTES } from './record.ts';

const rights = { control: true, clipboard_in: false, clipboard_out: true };
const said: { viewer: ViewerControl[]; host: HostControl[] } = {
  viewer: [
    { t: 'confirm' },
    { t: 'clipboard', text: 'naïve 🗝' },
    { t: 'clipboard', text: 'part', more: true },
    { t: 'mode', control: false },
    { t: 'active' },
    { t: 'ping', id: 3 },
    { t: 'new-code', registration: 'A'.repeat(43) },
    { t: 'new-code-record', record: 'A'.repeat(256) },
    { t: 'ended' },
  ],
  host: [
    { t: 'opened', epoch: 4, rights, people: [{ name: 'Ada', control: true }], screen: ':0', idle_ms: null },
    { t: 'people', people: [] },
    { t: 'rights', rights },
    { t: 'clipboard', text: '' },
    { t: 'pong', id: 3 },
    { t: 'new-code-response', response: 'A'.repeat(86), cred_id: '01890000-0000-4000-8000-000000000001' },
    { t: 'new-code-set' },
    { t: 'new-code-refused', code: 'too-short' },
    { t: 'ended', reason: 'revoked' },
  ],
};

test('what one side says the other hears', () => {
  for (const message of said.viewer) assert.deepEqual(readViewerControl(writeControl(message)), message);
  for (const message of said.host) assert.deepEqual(readHostControl(writeControl(message)), message);
});

test('a field that is missing or of another shape makes the message none', () => {
  const spoilt = (message: object): string[] =>
    Object.keys(message)
      .filter((name) => name !== 'more')
      .flatMap((field) => [undefined, {}, -1, [null], [{ name: 1 }]].map((value) => ({ ...message, [field]: value })))
      .map((one) => JSON.stringify(one));
  for (const text of said.viewer.flatMap(spoilt)) assert.equal(readViewerControl(utf8(text)), undefined, text);
  for (const text of said.host.flatMap(spoilt)) assert.equal(readHostControl(utf8(text)), undefined, text);
});

test('no payload makes a reader throw', () => {
  const bytes = fc.oneof(
    fc.uint8Array(),
    fc.json().map(utf8),
    fc
      .record({ t: fc.constantFrom(...said.host.map(({ t }) => t)), people: fc.jsonValue(), rights: fc.jsonValue() })
      .map((message) => utf8(JSON.stringify(message))),
  );
  fc.assert(
    fc.property(bytes, (payload) => {
      readViewerControl(payload);
      readHostControl(payload);
    }),
  );
});

test('a clipboard of up to 1 MiB goes in parts that each fit a record, and comes out as it was', () => {
  const texts = ['', 'short', '\u0000'.repeat(2 ** 20), '🗝'.repeat(2 ** 18), `x${'🗝'.repeat(12_345)}`];
  for (const text of texts) {
    const parts = clipboardParts(text);
    for (const part of parts) assert.ok(writeControl(part).length <= MAX_PAYLOAD_BYTES);
    let waiting = '';
    let whole: string | undefined;
    for (const part of parts) {
      const heard = readViewerControl(writeControl(part));
      assert.equal(heard?.t, 'clipboard');
      const next = gathered(waiting, heard);
      assert.ok(next);
      ({ waiting } = next);
      whole = next.text;
    }
    assert.equal(whole === text, true);
  }
});

test('a longer clipboard is neither sent nor taken, and half a pair comes out whole', () => {
  assert.deepEqual(clipboardParts('x'.repeat(2 ** 20 + 1)), []);
  assert.equal(isClipboard('é'.repeat(2 ** 19 + 1)), false);
  assert.equal(gathered('x'.repeat(2 ** 20), { t: 'clipboard', text: 'x', more: true }), undefined);
  assert.equal(gathered('é'.repeat(2 ** 19), { t: 'clipboard', text: 'x' }), undefined);
  assert.equal(gathered('', { t: 'clipboard', text: '', more: true }), undefined);
  assert.deepEqual(gathered('', { t: 'clipboard', text: 'a\ud800' }), { waiting: '', text: 'a\ufffd' });
});

test('however many people with whatever names are in a computer, the list fits a record', () => {
  const people = Array.from({ length: 500 }, () => ({ name: '\u0001'.repeat(400), control: true }));
  const opened = writeControl({ t: 'opened', epoch: 1, rights, people, screen: '\u0001'.repeat(400), idle_ms: 1 });
  assert.ok(opened.length <= MAX_PAYLOAD_BYTES, String(opened.length));
  assert.ok(readHostControl(opened));
});
