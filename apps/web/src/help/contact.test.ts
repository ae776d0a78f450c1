import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpLinksOf, mailTo } from './contact.ts';

const context = {
  subject: 'Question about “Inviting users” (Acme & Co.)',
  page: 'https://desk.example.com/a/1/help/inviting',
  profile: 'User of Acme & Co.',
  version: '0.1.0',
};

test('a question to the support contact brings with it where it was asked (H1)', () => {
  const address = new URL(mailTo('help@acme.example', context));
  assert.equal(address.pathname, 'help@acme.example');
  assert.equal(address.searchParams.get('subject'), context.subject);
  assert.equal(
    address.searchParams.get('body'),
    '\r\n\r\n--\r\nhttps://desk.example.com/a/1/help/inviting\r\nUser of Acme & Co.\r\nLatchkey 0.1.0',
  );
});

test('an address that looks like more than an address stays one', () => {
  const address = new URL(mailTo('help+it?cc=eve@evil.example', context));
  assert.deepEqual([...address.searchParams.keys()], ['subject', 'body']);
});

test('only the links that the operator has set are shown, in their order', () => {
  const none = { imprint: 'https://a.example', terms: null, privacy: null, videos: null, community: null };
  assert.deepEqual(helpLinksOf({ ...none, training: null, support: null, cases: null }), []);
  assert.deepEqual(
    helpLinksOf({
      ...none,
      training: null,
      cases: 'https://c.example',
      support: 'https://s.example',
      videos: 'https://v.example',
    }),
    [
      { place: 'videos', href: 'https://v.example' },
      { place: 'support', href: 'https://s.example' },
      { place: 'cases', href: 'https://c.example' },
    ],
  );
});
