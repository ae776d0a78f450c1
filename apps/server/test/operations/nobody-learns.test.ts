import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import {
  addAddress,
  askReset,
  changeAddress,
  confirmAddress,
  me,
  openAddressLink,
  signIn,
} from '@latchkey/contract/person';
import pg from 'pg';
import { PASSWORD, personWithoutProfile } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { outcomeOf } from './crowd.ts';
import { addMailbox, claimLinkOf } from './mailboxes.ts';
import { forgetAttempts } from './samples.ts';
import { settled, type Traces, tracesOf } from './traces.ts';

const A_PERSON = 10;

let server: TestServer;
/** Addresses as somebody may type them: whether there is a person behind is what nobody learns. */
const typed = { nobodys: 'free@example.test', somebodys: 'ann@example.test', further: 'ann@club.example' };

before(async () => {
  server = await testServer();
  const ann = await personWithoutProfile(server, 'Ann');
  await addMailbox(ann, typed.further);
});
after(() => server.stop());
beforeEach(() => forgetAttempts(server));

for (const operation of [addAddress, changeAddress]) {
  test(`P16: ${operation.id} answers, asks and writes the same whoever has the address`, async () => {
    const seen = [];
    for (const [n, email] of Object.values(typed).entries()) {
      const asker = await personWithoutProfile(server, `${operation === addAddress ? 'Adder' : 'Changer'}${n}`);
      seen.push(await look(() => asker.call(operation, { body: { email } })));
      seen.at(-1)!.shown = namesLeftOut((await asker.call(me)).body, email);
    }
    assert.equal(seen[0]?.status, 200);
    for (const other of seen) assert.deepEqual(other, seen[0]);
  });
}

for (const operation of [signIn, askReset]) {
  test(`P16: ${operation.id} answers and asks the same whoever has the address, a further one too`, async () => {
    const seen = [];
    for (const email of Object.values(typed)) {
      await forgetAttempts(server);
      const body = operation === signIn ? { email, password: 'wrong' } : { email, language: 'en' };
      const { rows, ...rest } = await look(() => new TestBrowser(server).call(operation, { body }));
      // What the queue makes of an asked reset, later, is another matter.
      seen.push(operation === signIn ? { rows, ...rest } : rest);
    }
    for (const other of seen) assert.deepEqual(other, seen[0]);
  });
}

test('P16: a mailbox of somebody else is told that somebody tried, gets no link, and nothing of who it was', async () => {
  const eve = await personWithoutProfile(server, 'Eve');
  await server.look(`update person set language = 'de' where email = 'ann@example.test'`);
  const before = server.mailbox.mails.length;
  await eve.call(addAddress, { body: { email: typed.further } });
  await eve.call(changeAddress, { body: { email: typed.somebodys } });
  await settled(server);
  const mails = server.mailbox.mails.slice(before);
  for (const mailbox of [typed.further, typed.somebodys]) {
    const [mail] = mails.filter((one) => one.to.includes(mailbox));
    assert.match(mail?.text ?? '', /Diese Adresse bleibt Ihre/, 'in the language of who has the mailbox');
    assert.deepEqual(mail?.links, []);
    assert.doesNotMatch(mail?.raw ?? '', /eve/i);
  }
  const old = mails.find((one) => one.to.includes('eve@example.test'));
  assert.equal(old?.links.length, 1, 'the own mailbox is asked as always');
});

test('P16: the own side of a change to an address of somebody else works as always, and the change waits for good', async () => {
  const eli = await personWithoutProfile(server, 'Eli');
  await eli.call(changeAddress, { body: { email: typed.somebodys } });
  const old = await claimLinkOf(server, typed.somebodys, 'old');
  assert.equal(outcomeOf(await eli.call(openAddressLink, { body: { link: old } })), 'ok');
  assert.deepEqual((await eli.call(confirmAddress, { body: { link: old } })).body, { done: false });
  // Nobody was mailed the other link; whoever made it up would be refused.
  const fresh = await claimLinkOf(server, typed.somebodys, 'new');
  assert.equal(outcomeOf(await eli.call(confirmAddress, { body: { link: fresh } })), 'link-withdrawn');
  assert.equal((await eli.call(me)).body['email'], 'eli@example.test');
});

test('P16, R-13: several addresses are worth no more guesses than one, and that they are one person’s is not told', async () => {
  let checked = 0;
  const { kit } = server.serving;
  const { verifyPassword } = kit.passwords;
  kit.passwords = {
    ...kit.passwords,
    verifyPassword: (hash, password) => {
      checked += 1;
      return verifyPassword(hash, password);
    },
  };
  const guess = (email: string) => new TestBrowser(server).call(signIn, { body: { email, password: 'wrong' } });
  for (let n = 0; n < A_PERSON; n += 1) assert.equal(outcomeOf(await guess(typed.somebodys)), 'wrong-sign-in');
  for (const email of [typed.further, typed.nobodys])
    assert.equal(outcomeOf(await guess(email)), 'wrong-sign-in', 'the first guess at another mailbox, whoever has it');
  assert.equal(checked, A_PERSON);
  const right = await new TestBrowser(server).call(signIn, { body: { email: typed.further, password: PASSWORD } });
  assert.equal(outcomeOf(right), 'wrong-sign-in', 'and the right one opens nothing then');
  kit.passwords = { ...kit.passwords, verifyPassword };
});

type Seen = { status: number; body: string; statements: string[]; rows: [string, number][]; shown?: string };

/** A transaction begins with the token of who asks, and on a fresh connection with a plan to be kept. */
function withoutAsker(text: string): string {
  return text.replace(/^prepare [^;]*;(?= *begin )/, '').replace(/(execute opening_\w+ \()'\\x[0-9a-f]{64}'/, '$1…');
}

/** What a call answers, which statements it asks the database, and how many rows of each table come and go by it. */
async function look(act: () => Promise<Answer>): Promise<Seen> {
  const before = await tracesOf(server);
  const { answer, statements } = await listening(act);
  const rows = changedRows(before, await tracesOf(server));
  return { status: answer.status, body: JSON.stringify(answer.body), statements, rows };
}

/** Listens to what is asked of the database until the call has done its work; what the queue makes of it comes after. */
async function listening(act: () => Promise<Answer>): Promise<{ answer: Answer; statements: string[] }> {
  const statements: string[] = [];
  const { query } = pg.Client.prototype as { query: (...asked: unknown[]) => unknown };
  pg.Client.prototype.query = function listen(this: pg.Client, ...asked: unknown[]) {
    const [first] = asked as [string | { text: string }];
    if (this.user === 'latchkey_app') statements.push(typeof first === 'string' ? first : first.text);
    return Reflect.apply(query, this, asked);
  } as never;
  try {
    const answer = await act();
    const asked = statements.filter((text) => !text.startsWith('set lock_timeout')).map(withoutAsker);
    const committed = asked.indexOf('commit');
    assert.ok(asked.length > 0, 'something was heard');
    return { answer, statements: committed < 0 ? asked : asked.slice(0, committed) };
  } finally {
    pg.Client.prototype.query = query as never;
  }
}

function changedRows(before: Traces, after: Traces): [string, number][] {
  return [...after]
    .map(([table, rows]): [string, number] => [table, rows.length - (before.get(table)?.length ?? 0)])
    .filter(([, count]) => count !== 0);
}

/** What a page shows, without the names and moments in which any two people differ. */
function namesLeftOut(body: object, email: string): string {
  return JSON.stringify(body)
    .replaceAll(email, 'asked')
    .replaceAll(/(adder|changer)\d/gi, 'asker')
    .replaceAll(/[0-9a-f-]{36}|\d{4}-[\dT:.-]+Z/g, '…');
}
