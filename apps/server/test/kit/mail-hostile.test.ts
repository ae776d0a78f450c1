import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { deliver, rawMail, type Mail } from '../../src/kit/mail.ts';
import { openMailbox } from './mailbox.ts';
import { headerOf, readMessage } from './mime.ts';

const mailbox = await openMailbox();
after(async () => mailbox.close());
beforeEach(() => {
  mailbox.mails.length = 0;
});

describe('no name, subject or address makes a second header or recipient', () => {
  const hostile = [
    'Evil\r\nBcc: x@y.example',
    'Evil\nBcc: x@y.example\n\nbody',
    'Evil\u2028Bcc: x@y.example',
    '"Evil" <x@y.example>, Other',
    'x@y.example, z@y.example;',
    'Evil =?utf-8?q?=0D=0ABcc:_x=40y.example?=',
    'Ünïcödé 会社 🗝️ '.repeat(30),
    '<script>alert(1)</script>',
    'a'.repeat(5_000),
  ];

  for (const name of hostile) {
    test(`as name and subject: ${JSON.stringify(name.slice(0, 40))}`, async () => {
      const mail = mailTo('grace@example.com', { subject: name, from: { name, address: 'latchkey@example.com' } });
      assert.deepEqual(await deliver(mailbox.url, mail), { state: 'sent' });
      const arrived = mailbox.mails[0];
      assert.ok(arrived);
      assert.deepEqual(arrived.to, ['grace@example.com']);
      assert.deepEqual(names(arrived.headers), HEADERS);
      assert.equal(arrived.header('to'), 'grace@example.com');
      assert.match(arrived.header('from'), / <latchkey@example\.com>$/);
      assert.ok(arrived.raw.split('\r\n').every((line) => line.length <= 998));
    });
  }

  test('whatever is typed, the headers stay the same ones', async () => {
    const typed = fc.string({
      unit: fc.oneof(
        fc.constantFrom('\r', '\n', ',', '<', '>', '"', '\\', ':', '='),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
      maxLength: 200,
    });
    await fc.assert(
      fc.asyncProperty(typed, typed, async (name, subject) => {
        const mail = mailTo('grace@example.com', { subject, from: { name, address: 'latchkey@example.com' } });
        const { headers } = readMessage(await rawMail(mail));
        const expected = HEADERS.filter((header) => header !== 'subject');
        assert.deepEqual(
          names(headers).filter((header) => header !== 'subject'),
          expected,
        );
        assert.equal(headerOf({ headers }, 'to'), 'grace@example.com');
      }),
      { numRuns: 200 },
    );
  });

  for (const to of [
    'grace@example.com\r\nRCPT TO:<x@y.example>',
    'grace@example.com, x@y.example',
    'grace@example.com> SIZE=1 <x@y.example',
    '"Grace" <grace@example.com>',
    'grace@exämple.com',
    'grace@example.com\u0000',
    '',
  ]) {
    test(`${JSON.stringify(to)} is no recipient`, async () => {
      assert.deepEqual(await deliver(mailbox.url, mailTo(to)), {
        state: 'bounced',
        problem: 'recipient_malformed',
        quote: null,
      });
      assert.equal(mailbox.mails.length, 0);
    });
  }

  test('a sender that is no address is the operator’s to mend, and one to answer to is left out', async () => {
    const from = { name: 'Acme', address: 'latchkey@example.com>\r\nRCPT TO:<x@y.example' };
    assert.equal((await deliver(mailbox.url, mailTo('grace@example.com', { from }))).state, 'waiting');
    await deliver(mailbox.url, mailTo('grace@example.com', { replyTo: 'ada@example.com\r\nBcc: x@y.example' }));
    assert.deepEqual(names(mailbox.mails[0]?.headers ?? []), HEADERS);
  });

  test('a message id that is none is a fault of ours', async () => {
    await assert.rejects(rawMail(mailTo('grace@example.com', { messageId: '<a@b>\r\nBcc: x@y.example' })), TypeError);
  });
});

const HEADERS = ['auto-submitted', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to'];

function mailTo(to: string, changes: Partial<Mail> = {}): Mail {
  const from = { name: 'Acme', address: 'latchkey@example.com' };
  const content = { subject: 'A subject', text: 'A text\n', html: '<p>A text</p>\n' };
  return { messageId: '<018f4c5e.1@latchkey.example.com>', from, to, ...content, ...changes };
}

function names(headers: { name: string }[]): string[] {
  return headers.map((header) => header.name).toSorted();
}
