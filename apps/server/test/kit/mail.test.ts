import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { after, beforeEach, describe, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { deliver, rawMail, refuseMailServer, type Mail } from '../../src/kit/mail.ts';
import { loopbackKeyPair } from './loopback-key-pair.ts';
import { openMailbox, type MailboxSettings } from './mailbox.ts';
import { headerOf, readMessage } from './mime.ts';

const mailbox = await openMailbox();
after(async () => mailbox.close());
beforeEach(() => {
  mailbox.mails.length = 0;
  mailbox.refused.length = 0;
  mailbox.behave(() => true, 'accept');
});

describe('a mail is handed to the server', () => {
  test('it arrives at its one recipient, whole, and says that nobody typed it', async () => {
    const mail = mailTo('grace@example.com', { replyTo: 'ada@example.com' });
    assert.deepEqual(await deliver(mailbox.url, mail), { state: 'sent' });
    const [arrived, ...more] = mailbox.mails;
    assert.ok(arrived);
    assert.equal(more.length, 0);
    assert.deepEqual(
      { from: arrived.from, to: arrived.to },
      { from: 'latchkey@example.com', to: ['grace@example.com'] },
    );
    assert.equal(arrived.subject, mail.subject);
    assert.equal(arrived.text.trim(), mail.text.trim());
    assert.equal(arrived.html.trim(), mail.html.trim());
    assert.deepEqual(arrived.links, [LINK]);
    assert.equal(arrived.header('message-id'), mail.messageId);
    assert.equal(arrived.header('reply-to'), 'ada@example.com');
    assert.equal(arrived.header('auto-submitted'), 'auto-generated');
  });

  test('what the outbox shows is what is sent, but for the date', async () => {
    const mail = mailTo('grace@example.com');
    await deliver(mailbox.url, mail);
    const shown = readMessage(await rawMail(mail, new Date('2026-08-14T12:00:00Z')));
    const sent = mailbox.mails[0];
    assert.ok(sent);
    assert.deepEqual({ text: shown.text, html: shown.html }, { text: sent.text, html: sent.html });
    assert.equal(headerOf(shown, 'date'), 'Fri, 14 Aug 2026 12:00:00 +0000');
    assert.deepEqual(lastingHeaders(shown.headers), lastingHeaders(sent.headers));
  });

  test('a text that looks like a file or an address is text', async () => {
    await deliver(mailbox.url, mailTo('grace@example.com', { text: '/etc/passwd', html: 'file:///etc/passwd' }));
    assert.equal(mailbox.mails[0]?.text.trim(), '/etc/passwd');
    assert.equal(mailbox.mails[0]?.html.trim(), 'file:///etc/passwd');
  });
});

describe('the server says no', () => {
  test('550 to the recipient is a bounce', async () => {
    mailbox.behave('nobody@example.com', 550);
    const delivery = await deliver(mailbox.url, mailTo('nobody@example.com'));
    assert.equal(delivery.state, 'bounced');
    assert.match(told(delivery), /^recipient_refused 550 /);
    assert.equal(mailbox.mails.length, 0);
  });

  test('554 to the message is a bounce, and the quote does not repeat the link that the server had in it', async () => {
    mailbox.behave('grace@example.com', { afterData: 554 });
    const delivery = await deliver(mailbox.url, mailTo('grace@example.com'));
    assert.equal(delivery.state, 'bounced');
    assert.match(told(delivery), /^mail_refused 554 told to answer so: https:/);
    assert.ok(!told(delivery).includes(TOKEN));
  });

  for (const behaviour of [451, { afterData: 451 }, 'die-after-data'] as const) {
    test(`${JSON.stringify(behaviour)} is tried again, with the same message id and link`, async () => {
      const mail = mailTo('grace@example.com');
      mailbox.behave('grace@example.com', behaviour);
      assert.equal((await deliver(mailbox.url, mail)).state, 'waiting');
      mailbox.behave('grace@example.com', 'accept');
      assert.equal((await deliver(mailbox.url, mail)).state, 'sent');
      const attempts = [...mailbox.refused, ...mailbox.mails];
      assert.ok(attempts.every((attempt) => attempt.header('message-id') === mail.messageId));
      assert.ok(attempts.every((attempt) => attempt.links.join() === LINK));
    });
  }

  test('a server that never answers costs no more than the time we give it', async () => {
    mailbox.behave('grace@example.com', 'silence');
    const started = performance.now();
    const delivery = await deliver(mailbox.url, mailTo('grace@example.com'), { greetingMs: 200, overallMs: 300 });
    assert.deepEqual(delivery, { state: 'waiting', problem: 'timed_out', quote: null });
    assert.ok(performance.now() - started < 2_000);
  });

  test('a server that is down is said to be so at once, and the mail goes when it is back', async () => {
    await mailbox.goDown();
    const started = performance.now();
    const delivery = await deliver(mailbox.url, mailTo('grace@example.com'));
    assert.deepEqual(delivery, { state: 'waiting', problem: 'nobody_there', quote: null });
    assert.ok(performance.now() - started < 2_000);
    await mailbox.comeBack();
    assert.equal((await deliver(mailbox.url, mailTo('grace@example.com'))).state, 'sent');
  });
});

describe('a refusal that is ours to mend is no bounce', () => {
  test('a wrong password waits, is told plainly and never repeated', async () => {
    await withMailbox({ credentials: { user: 'latchkey', password: 'correct horse' } }, async (box) => {
      const wrong = box.url.replace('correct%20horse', 'wrong%20horse%2F');
      const delivery = await deliver(wrong, mailTo('grace@example.com'));
      assert.equal(delivery.state, 'waiting');
      assert.match(told(delivery), /^sign_in_refused 535 /);
      assert.ok(!told(delivery).includes('horse'));
      assert.equal((await refuseMailServer(wrong))?.problem, 'sign_in_refused');
      assert.equal(await refuseMailServer(box.url), undefined);
      assert.equal((await deliver(box.url, mailTo('grace@example.com'))).state, 'sent');
    });
  });

  test('no sign-in where one is wanted waits', async () => {
    await withMailbox({ credentials: { user: 'latchkey', password: 'correct horse' } }, async (box) => {
      const delivery = await deliver(`smtp://127.0.0.1:${box.port}`, mailTo('grace@example.com'));
      assert.equal(delivery.state, 'waiting');
      assert.match(told(delivery), /^sign_in_refused/);
    });
  });

  for (const [command, answer, problem] of [
    ['MAIL', '553 5.7.1 Sender address rejected', 'sender_refused'],
    ['MAIL', '501 5.1.7 Bad sender', 'sender_refused'],
    ['RCPT', '554 5.7.1 <grace@example.com>: Relay access denied', 'relay_refused'],
    ['RCPT', '550 5.7.1 Unable to relay', 'relay_refused'],
    ['RCPT', '530 5.7.0 Authentication required', 'sign_in_refused'],
    ['RCPT', '503 5.5.1 Bad sequence of commands', 'recipient_refused'],
    ['GREETING', '554 5.3.2 No service', 'turned_away'],
    ['EHLO', '421 4.3.2 Shutting down', 'turned_away'],
  ] as const) {
    test(`${answer} to ${command} waits`, async () => {
      await withScriptedServer({ [command]: answer }, async (url) => {
        const delivery = await deliver(url, mailTo('grace@example.com'), { greetingMs: 1_000, overallMs: 2_000 });
        assert.equal(delivery.state, 'waiting');
        assert.equal(told(delivery), `${problem} ${answer}`);
      });
    });
  }

  test('550 5.1.1 from the same server bounces', async () => {
    await withScriptedServer({ RCPT: '550-5.1.1 The mailbox\r\n550 5.1.1 does not exist' }, async (url) => {
      const delivery = await deliver(url, mailTo('grace@example.com'));
      assert.equal(delivery.state, 'bounced');
      assert.equal(told(delivery), 'recipient_refused 550-5.1.1 The mailbox 550 5.1.1 does not exist');
    });
  });
});

describe('nothing goes over a network in the clear', () => {
  // 0.0.0.0 leads to this machine without being a loopback address.
  const elsewhere = (url: string) => url.replace('127.0.0.1', '0.0.0.0');

  test('a server elsewhere without STARTTLS gets neither password nor mail', async () => {
    await withMailbox({ credentials: { user: 'latchkey', password: 'correct horse' } }, async (box) => {
      const delivery = await deliver(elsewhere(box.url), mailTo('grace@example.com'));
      assert.equal(delivery.state, 'waiting');
      assert.match(told(delivery), /^no_encryption/);
      assert.equal((await refuseMailServer(elsewhere(box.url)))?.problem, 'no_encryption');
      assert.equal(box.mails.length, 0);
    });
  });

  test('a certificate that nobody vouches for is refused', async () => {
    await withMailbox({ tls: { mode: 'starttls', ...loopbackKeyPair } }, async (box) => {
      const refused = await refuseMailServer(elsewhere(box.url));
      assert.deepEqual(refused, { problem: 'certificate_untrusted', quote: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    });
    await withMailbox({ tls: { mode: 'implicit', ...loopbackKeyPair } }, async (box) => {
      assert.equal((await refuseMailServer(box.url))?.problem, 'certificate_untrusted');
      assert.equal((await deliver(box.url, mailTo('grace@example.com'))).state, 'waiting');
      assert.equal(box.mails.length, 0);
    });
  });

  test('with a certificate that is trusted both ways of TLS work', async () => {
    const known = getCACertificates('default');
    setDefaultCACertificates([...known, loopbackKeyPair.cert]);
    try {
      await withMailbox({ tls: { mode: 'starttls', ...loopbackKeyPair } }, async (box) => {
        assert.deepEqual(await deliver(elsewhere(box.url), mailTo('grace@example.com')), { state: 'sent' });
      });
      await withMailbox({ tls: { mode: 'implicit', ...loopbackKeyPair } }, async (box) => {
        assert.deepEqual(await deliver(box.url, mailTo('grace@example.com')), { state: 'sent' });
      });
    } finally {
      setDefaultCACertificates(known);
    }
  });

  test('on this very machine STARTTLS is used where offered, whoever signed the certificate', async () => {
    await withMailbox({ tls: { mode: 'starttls', ...loopbackKeyPair } }, async (box) => {
      assert.deepEqual(await deliver(box.url, mailTo('grace@example.com')), { state: 'sent' });
      assert.equal(box.mails[0]?.encrypted, true);
    });
  });

  for (const url of [
    '',
    'mail.example.com',
    'http://mail.example.com',
    'smtp://',
    'smtp://user@host',
    'smtp://%zz:x@host',
  ]) {
    test(`"${url}" is no mail server, and says so without a connection`, async () => {
      assert.match((await refuseMailServer(url))?.problem ?? '', /^(url_malformed|credentials_incomplete)$/);
      assert.equal((await deliver(url, mailTo('grace@example.com'))).state, 'waiting');
    });
  }

  test('a port that speaks something else is said to, in time', async () => {
    await withMailbox({}, async (box) => {
      const tlsToPlain = box.url.replace('smtp:', 'smtps:');
      assert.equal((await refuseMailServer(tlsToPlain))?.problem, 'no_tls_here');
    });
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const patience = { greetingMs: 200, overallMs: 400 };
    assert.equal((await refuseMailServer(`smtp://127.0.0.1:${port}`, patience))?.problem, 'timed_out');
    silent.close();
  });
});

const TOKEN = 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6';
const LINK = `https://latchkey.example.com/invitation#018f4c5e-0000-7000-8000-000000000000.1.${TOKEN}`;

function mailTo(to: string, changes: Partial<Mail> = {}): Mail {
  return {
    messageId: '<018f4c5e.1@latchkey.example.com>',
    from: { name: 'Acme', address: 'latchkey@example.com' },
    to,
    subject: 'Ada invites you to Acme – à bientôt',
    text: `Voilà:\n${LINK}\n\n.\nThe line above is a lone dot.\n`,
    html: `<p>Voilà: <a href="${LINK}">${LINK}</a></p>\n`,
    ...changes,
  };
}

/** What is told of a delivery that failed: our word for it, then the server's own. */
function told(delivery: Awaited<ReturnType<typeof deliver>>): string {
  return delivery.state === 'sent' ? '' : `${delivery.problem} ${delivery.quote ?? ''}`;
}

function lastingHeaders(headers: { name: string; value: string }[]): { name: string; value: string }[] {
  return headers.filter((header) => !['date', 'content-type'].includes(header.name));
}

async function withMailbox(
  settings: MailboxSettings,
  use: (box: Awaited<ReturnType<typeof openMailbox>>) => Promise<void>,
): Promise<void> {
  const box = await openMailbox(settings);
  try {
    await use(box);
  } finally {
    await box.close();
  }
}

/** A server that answers some commands with exactly these lines and the others as all servers do. */
async function withScriptedServer(script: Record<string, string>, use: (url: string) => Promise<void>): Promise<void> {
  const usual: Record<string, string> = { GREETING: '220 scripted', DATA: '354 go on', QUIT: '221 bye' };
  const answerTo = (command: string) => `${script[command] ?? usual[command] ?? '250 ok'}\r\n`;
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.write(answerTo('GREETING'));
    socket.on('data', (chunk) => socket.write(answerTo(chunk.toString().slice(0, 4).toUpperCase().trim())));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use(`smtp://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
  }
}
