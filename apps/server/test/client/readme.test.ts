import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { acceptAsNewPerson } from '@latchkey/contract/invitation';
import { createToken } from '@latchkey/contract/token';
import { type Company, company, mailedLink, PASSWORD } from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { type Program, programWithClient } from './package.ts';

const README = readFileSync(new URL('../../../../packages/client/README.md', import.meta.url), 'utf8');
const TYPES = fileURLToPath(new URL('../../../../node_modules/@types', import.meta.url));

let server: TestServer;
let acme: Company;
let program: Program;

before(async () => {
  server = await testServer();
  acme = await company(server);
  program = await programWithClient();
  await program.write('example.js', exampleOf(README));
});
after(async () => {
  await program?.remove();
  await server?.stop();
});

test('U3: the example of the client package’s README works as it stands there, with a real token', async () => {
  const joining: Promise<void>[] = [];
  const env = { LATCHKEY_URL: server.url, LATCHKEY_TOKEN: await token(), LATCHKEY_ACCOUNT: acme.accountId };
  const { code, output } = await program.run('example.js', env, (line) => {
    const email = /^(\S+) is invited$/.exec(line)?.[1];
    if (email !== undefined) joining.push(join(email));
  });
  await Promise.all(joining);
  assert.deepEqual(
    { code, lines: output.trim().split('\n') },
    {
      code: 0,
      lines: [
        'grace@example.test is invited',
        'linus@example.test is invited',
        'Grace Hopper is active',
        'Linus Pauling is active',
        'found Grace Hopper',
        '1 profile would be lost',
        'Grace Hopper is suspended',
        'this token lacks account.manage',
      ],
    },
  );
});

test('the example of the client package’s README is what its types say', async () => {
  const options = { allowJs: true, checkJs: true, noEmit: true, target: 'es2022', module: 'nodenext' };
  const result = await program.compile({ ...options, strict: false, types: ['node'], typeRoots: [TYPES] });
  assert.deepEqual(result, { code: 0, output: '' });
});

/** What a program is given: a personal token of the holder that may see and manage users, and nothing else. */
async function token(): Promise<string> {
  const scopes = ['users.view', 'users.manage'];
  const made = await acme.holder.call(createToken, {
    params: { account_id: acme.accountId },
    body: { name: 'example', kind: 'personal', scopes, expires_in_days: 1 },
  });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  return String(made.body['token']);
}

/** Somebody invited opens their mail and accepts, under the name they were invited by. */
async function join(email: string): Promise<void> {
  const name = email.startsWith('grace') ? 'Grace Hopper' : 'Linus Pauling';
  const body = { link: await mailedLink(server, email), name, password: PASSWORD, language: 'en' };
  const answer = await new TestBrowser(server).call(acceptAsNewPerson, { body });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
}

function exampleOf(readme: string): string {
  return /^```js\n(.*?)^```$/ms.exec(readme)?.[1] ?? assert.fail('the README has lost its example');
}
