import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { previewInvitation, sendInvitation } from '@latchkey/contract/invitation';
import { setUp } from '@latchkey/contract/operator';
import { edit } from '@latchkey/contract/person';
import type { ReceivedMail } from '../kit/mailbox.ts';
import { PASSWORD } from '../people.ts';
import { type Answer, setUpCodeOf, TestBrowser, testServer, type TestServer } from '../server.ts';
import { freshName } from './samples.ts';

/** Everything a name may hold that means something to a mail, a page, a template or a reader, and that is a name all the same. */
const NAMES = [
  `<script>alert(1)</script>`,
  `</title><img src=x onerror=alert(1)>`,
  `"><a href="https://evil.test">click</a>`,
  `Evil" <evil@evil.test>, "Other`,
  `evil@evil.test, other@evil.test; third@evil.test`,
  `Bcc: evil@evil.test`,
  `%0d%0aBcc: evil@evil.test`,
  `\\r\\nBcc: evil@evil.test`,
  `=?utf-8?q?=0d=0aBcc:_evil@evil.test?=`,
  `=?utf-8?b?PHNjcmlwdD4=?=`,
  `(comment) <evil@evil.test>`,
  `{company} {{7*7}} \${7*7} <%= 7*7 %> %s #{x}`,
  `https://evil.test/invitation#steal`,
  `&lt;b&gt; &amp; &#x3c;`,
  `'; drop table member; --`,
  `Łukasz “Ö” 王 ‎ שלום 👩‍🚀`,
  `.`,
  `..\r`.trim(),
  `-----BOUNDARY--`,
  `A${'x'.repeat(99)}`,
];
const ENTER = [
  'A\r\nBcc: evil@evil.test',
  'A\nB',
  'A\rB',
  'A\0B',
  'A\u2028B',
  'A\u0085B',
  'A\u202eB',
  '\ud800A',
  'A\u2067B\u0008',
];

let server: TestServer;
let holder: TestBrowser;
let accountId: string;
const company = `Evil "Co", <evil@evil.test>; =?utf-8?q?x?= <script>alert(1)</script> & Bcc: evil@evil.test`;

before(async () => {
  server = await testServer();
  holder = new TestBrowser(server);
  const first = {
    code: await setUpCodeOf(server),
    email: 'ada@example.test',
    password: PASSWORD,
    language: 'en',
    mail: null,
  };
  const answer = await holder.call(setUp, { body: { ...first, name: 'Ada', company_name: company } });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  accountId = String(answer.body['account_id']);
});
after(() => server.stop());

test('R-9: a line break in a name is refused wherever a name is typed, and no mail goes out', async () => {
  const mails = server.mailbox.mails.length;
  for (const name of ENTER) {
    const edited = await holder.call(edit, { body: { name } });
    assert.deepEqual(edited.body['problems'], [{ path: 'name', problem: 'unprintable' }]);
    const sent = await invite({ name });
    assert.deepEqual(problemsOf(sent), [{ path: 'name', problem: 'unprintable' }]);
  }
  for (const email of [
    'a@example.test\r\nBcc: b@evil.test',
    'a@example.test,b@evil.test',
    'a@example.test b@evil.test',
    '<a@example.test>',
    '"a b"@example.test',
    'a%0a@exa mple.test',
    'ä@example.test',
    'a@exämple.test',
  ])
    assert.deepEqual(problemsOf(await invite({ email })), [{ path: 'email', problem: 'email' }], email);
  assert.equal(server.mailbox.mails.length, mails);
});

test('R-9: whatever a company, an inviter, an invitee or a note is called, a mail has one recipient, one subject and no script', async () => {
  for (const [index, hostile] of NAMES.entries()) {
    assert.equal((await holder.call(edit, { body: { name: hostile } })).status, 200, hostile);
    const email = `${freshName().toLowerCase()}@example.test`;
    const note = `${hostile}\n\n.\nBcc: evil@evil.test\n--${index}\n${NAMES.join('\n')}`;
    const sent = await invite({ email, name: hostile, note });
    assert.equal(sent.status, 200, JSON.stringify(sent.body));
    assertHarmless(await server.mailbox.waitFor((mail) => mail.to.includes(email)), { email, hostile });
  }
  const everybody = server.mailbox.mails.flatMap((mail) => mail.to);
  assert.equal(everybody.filter((to) => !to.endsWith('@example.test')).length, 0);
});

test('I3: the preview shows a hostile name as text too', async () => {
  for (const hostile of NAMES) {
    const body = { email: 'preview@example.test', name: hostile, note: hostile, language: 'fr', role: 'member' };
    const { body: shown } = await holder.call(previewInvitation, { params: { account_id: accountId }, body });
    assertNoMarkup(String(shown['html']), hostile);
    assert.doesNotMatch(String(shown['subject']), /[\r\n]/);
  }
});

function invite(item: Partial<Record<'email' | 'name' | 'note', string>>) {
  const whole = { email: 'somebody@example.test', language: 'en', ...item };
  return holder.call(sendInvitation, { params: { account_id: accountId }, body: { items: [whole] } });
}

function assertHarmless(mail: ReceivedMail, { email, hostile }: { email: string; hostile: string }): void {
  assert.deepEqual(mail.to, [email], hostile);
  assert.equal(mail.from, 'latchkey@example.test', hostile);
  const count = (name: string) => mail.headers.filter((header) => header.name === name).length;
  for (const name of ['from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'content-type'])
    assert.equal(count(name), 1, `${name}, ${hostile}`);
  const known = ['from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'content-type', 'auto-submitted'];
  assert.deepEqual(
    mail.headers.map(({ name }) => name).filter((name) => !known.includes(name)),
    [],
    hostile,
  );
  assert.equal(mail.header('to'), email);
  assert.match(rawHeader(mail, 'From'), /<latchkey@example\.test>$/);
  assert.ok(
    mail.subject.includes(hostile.replaceAll(/\s+/g, ' ')) || mail.subject.endsWith('…'),
    `${mail.subject} | ${hostile}`,
  );
  for (const line of mail.raw.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 998, hostile);
  assertNoMarkup(mail.html, hostile);
  assert.ok(
    mail.links.some((link) => link.startsWith(`${server.url}/invitation#`)),
    hostile,
  );
}

/** The From header as it was sent, unfolded: outside quotes and encoded words there is one address only. */
function rawHeader(mail: ReceivedMail, name: string): string {
  const head = mail.raw.slice(0, mail.raw.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ');
  const value =
    head
      .split('\r\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? '';
  const outside = value.replaceAll(/"(\\.|[^"\\])*"/g, '').replaceAll(/=\?[^?]+\?[bq]\?[^?]*\?=/gi, '');
  assert.equal(outside.match(/@/g)?.length, 1, value);
  assert.doesNotMatch(outside, /[,;:()]/, value);
  return value;
}

/** Nothing that a person typed became markup: every tag and attribute is one of the letter's own. */
function assertNoMarkup(html: string, hostile: string): void {
  assert.doesNotMatch(html, /<(script|img|iframe|svg|object|embed|form|input|base|b)\b/i, hostile);
  assert.doesNotMatch(
    html.replaceAll(/<[^>]*>/g, (tag) => tag.replaceAll(/"[^"]*"/g, '""')),
    /<[^>]*\son\w+\s*=/i,
    hostile,
  );
  const links = [...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1] ?? '');
  for (const link of links) assert.ok(link.startsWith(`${server.url}/invitation#`), `${link}, ${hostile}`);
}

/** What is wrong with the one line of a bulk call (I1). */
function problemsOf({ body }: Answer): unknown {
  return (body['results'] as { refusal?: { problems?: unknown } }[])[0]?.refusal?.problems;
}
