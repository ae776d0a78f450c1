import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { resendInvitation } from '@latchkey/contract/invitation';
import { askReset, signIn } from '@latchkey/contract/person';
import type { ReceivedMail } from '../kit/mailbox.ts';
import { type Company, company, linkMailedBy, PASSWORD } from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { forgetAttempts, invite } from './samples.ts';

/** How many resets one address may ask for in an hour. */
const RESETS = 30;

let server: TestServer;
let acme: Company;
let behindProxy: TestServer;

before(async () => {
  [server, behindProxy] = await Promise.all([testServer(), testServer({ trustedProxies: ['127.0.0.1', '::1'] })]);
  [acme] = await Promise.all([company(server), company(behindProxy)]);
});
after(() => Promise.all([server.stop(), behindProxy.stop()]));

test('A forged forwarded address moves no limit', async () => {
  const refused = await askMany(server, (index) => forged(`203.0.113.${index}`));
  assert.deepEqual(refused, [RESETS]);
});

test('Behind a trusted proxy the address it names is the one that is counted', async () => {
  assert.deepEqual(await askMany(behindProxy, (index) => ({ 'x-forwarded-for': `203.0.113.${index}` })), []);
  await forgetAttempts(behindProxy);
  assert.deepEqual(
    await askMany(behindProxy, (index) => ({ 'x-forwarded-for': `2001:db8::${index}` })),
    [RESETS],
    'a /64 is one',
  );
  await forgetAttempts(behindProxy);
  // What the client itself wrote stands further left, and counts for nothing.
  const chain = (index: number) => ({ 'x-forwarded-for': `198.51.100.${index}, 203.0.113.7` });
  assert.deepEqual(await askMany(behindProxy, chain), [RESETS]);
});

test('A sign-in is kept with the address it came from, not with one it names', async () => {
  const body = { email: 'ada@example.test', password: PASSWORD };
  await new TestBrowser(server).call(signIn, { body, headers: forged('203.0.113.99') });
  await new TestBrowser(behindProxy).call(signIn, { body, headers: forged('203.0.113.99') });
  const query = 'select address from sign_in order by made_at desc, id desc limit 1';
  const [[direct], [proxied]] = await Promise.all([
    server.look<{ address: string }>(query),
    behindProxy.look<{ address: string }>(query),
  ]);
  assert.match(direct?.address ?? '', /^(127\.0\.0\.1|0:0:0:0:0:0:0:1)$/);
  assert.equal(proxied?.address, '203.0.113.99');
  const everywhere = await server.look<{ found: boolean }>(
    `select exists (select from sign_in s where s::text like '%203.0.113%') or exists (select from person_event e where e::text like '%203.0.113%') as found`,
  );
  assert.equal(everywhere[0]?.found, false);
});

for (const [where, serverOf] of [
  ['directly', () => server],
  ['behind a trusted proxy', () => behindProxy],
] as const) {
  test(`R-8, A6: nothing a request says of host, scheme or address reaches a mail, ${where}`, async () => {
    const at = serverOf();
    await forgetAttempts(at);
    inTheMiddleOfAMinute(at);
    const body = { email: 'mia@example.test', language: 'en' };
    const plain = await mailBy(at, body.email, (headers) => new TestBrowser(at).call(askReset, { body, headers }), {});
    const forgedOne = await mailBy(
      at,
      body.email,
      (headers) => new TestBrowser(at).call(askReset, { body, headers }),
      forged('203.0.113.1'),
    );
    assert.equal(comparable(forgedOne), comparable(plain));
    assert.equal(new URL(forgedOne.links[0] ?? '').origin, at.url);
  });
}

test('R-8, A6: nothing a request says of host, scheme or address reaches an invitation', async () => {
  inTheMiddleOfAMinute(server);
  const { member_id, email } = await invite(acme);
  const resend = (headers: Record<string, string>) =>
    acme.holder.call(resendInvitation, {
      params: { account_id: acme.accountId },
      body: { items: [{ member_id }] },
      headers,
    });
  const plain = await mailBy(server, email, resend, {});
  const forgedOne = await mailBy(server, email, resend, forged('203.0.113.1'));
  assert.equal(comparable(forgedOne), comparable(plain));
  assert.equal(new URL(forgedOne.links[0] ?? '').origin, server.url);
});

type Headers = Record<string, string>;

/** Everything by which clients try to say where they come from and where the server lives. */
function forged(address: string): Headers {
  return {
    'x-forwarded-for': address,
    'x-forwarded-host': 'evil.test',
    'x-forwarded-proto': 'https',
    'x-forwarded-port': '1',
    'x-forwarded-server': 'evil.test',
    'x-forwarded-prefix': '/evil',
    'x-original-host': 'evil.test',
    'x-original-url': '/evil',
    'x-rewrite-url': '/evil',
    'x-host': 'evil.test',
    'x-real-ip': address,
    'x-client-ip': address,
    'true-client-ip': address,
    'cf-connecting-ip': address,
    forwarded: `for=${address};host=evil.test;proto=https`,
    referer: 'https://evil.test/',
    via: '1.1 evil.test',
  };
}

/** Asks once more than an address may, each time for another mailbox; gives the places of those that were refused. */
async function askMany(at: TestServer, headersOf: (index: number) => Headers): Promise<number[]> {
  const refused: number[] = [];
  for (let index = 0; index <= RESETS; index += 1) {
    const body = { email: `nobody${index}@example.test`, language: 'en' };
    const answer = await new TestBrowser(at).call(askReset, { body, headers: headersOf(index) });
    if (answer.status === 429) refused.push(index);
    else assert.equal(answer.status, 200, JSON.stringify(answer.body));
  }
  return refused;
}

async function mailBy(
  at: TestServer,
  to: string,
  act: (headers: Headers) => ReturnType<TestBrowser['call']>,
  headers: Headers,
): Promise<ReceivedMail> {
  const link = await linkMailedBy(at, to, () => act(headers));
  return at.mailbox.mails.find((mail) => mail.links[0]?.endsWith(link) ?? false) ?? assert.fail('no mail');
}

/** The whole message as it was sent, but for its date, its id, its part boundary and its link. */
function comparable(mail: ReceivedMail): string {
  const boundary = /boundary="([^"]+)"/.exec(mail.raw)?.[1] ?? assert.fail('no boundary');
  assert.doesNotMatch(mail.raw, /evil|203\.0\.113/);
  return mail.raw
    .replace(/^Message-ID: .*$/im, 'Message-ID: ID')
    .replace(/^Date: .*$/im, 'Date: DATE')
    .replaceAll('=\r\n', '')
    .replaceAll(boundary, 'BOUNDARY')
    .replaceAll(/[0-9a-f-]{36}\.\d+\.[\w-]{43}/g, 'LINK');
}

/** Moves the clock so that two mails made within half a minute name the same minute. */
function inTheMiddleOfAMinute(at: TestServer): void {
  const now = Date.now();
  at.moveClock(-at.serving.kit.db.clockOffsetMs() + 20_000 - (now % 60_000));
}
