import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Program, programWithClient } from './package.ts';

const TYPES = fileURLToPath(new URL('../../../../node_modules/@types', import.meta.url));
const strict = { strict: true, target: 'es2022', noEmit: true, skipLibCheck: false };
const inBrowser = { ...strict, module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'dom'], types: [] };
const inNode = {
  ...strict,
  module: 'nodenext',
  moduleResolution: 'nodenext',
  lib: ['es2022'],
  types: ['node'],
  typeRoots: [TYPES],
};

let program: Program;

before(async () => {
  program = await programWithClient();
  await program.write('use.ts', USE);
});
after(() => program?.remove());

for (const [where, options] of Object.entries({ 'a bundler': inBrowser, Node: inNode })) {
  test(`the types of the client package compile in a strict program for ${where}, and know right from wrong`, async () => {
    assert.deepEqual(await program.compile(options), { code: 0, output: '' });
    const strictest = { ...options, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true };
    assert.deepEqual(await program.compile(strictest), { code: 0, output: '' });
  });
}

test('the client package is plain modules that import only each other', async () => {
  const dist = join(program.folder, 'node_modules/@latchkey/client/dist');
  const files = await readdir(dist);
  assert.ok(files.includes('client.js') && files.includes('client.d.ts'));
  for (const file of files) {
    const text = await readFile(join(dist, file), 'utf8');
    for (const [, from = ''] of text.matchAll(/\bfrom '([^']+)'/g)) assert.match(from, /^\.\/[\w.-]+$/, file);
    assert.doesNotMatch(text, /\brequire\(|\bprocess\.|\bBuffer\b|\bwindow\./, file);
  }
});

test('the client package runs in a program as it is installed', async () => {
  await program.write('run.js', RUN);
  assert.deepEqual(await program.run('run.js'), { code: 0, output: 'GET https://latchkey.example/api/v1/me\n' });
});

const RUN = `
import { openClient } from '@latchkey/client';
const client = openClient({
  url: 'https://latchkey.example',
  fetch: async (url, { method }) => (console.log(method, url), new Response('{}')),
});
await client.person.me();
`;

/** What a program may write and what it may not: each wrong line is expected to be one. */
const USE = `
import { type InputOf, LatchkeyRefusal, openClient, pages, type ReplyOf } from '@latchkey/client';

const client = openClient({ url: 'https://latchkey.example', token: undefined });
const account_id = 'an-id';

export async function use(signal: AbortSignal, retry: boolean): Promise<number> {
  const sent: ReplyOf<'invitation.send'> = await client.invitation.send(
    { account_id, items: [{ email: 'ada@example.com', language: 'en' }] },
    { idempotencyKey: 'mine', signal },
  );
  for (const line of sent.results) if ('refusal' in line && line.refusal.code === 'too-many-invitations') line.refusal.per_day.toFixed();
  const { consequences } = await client.member.suspend({ account_id, items: [{ member_id: 'an-id' }] }, { dryRun: true });
  const first: { kind: string; total: number } | undefined = consequences[0];
  const real = await client.member.suspend({ account_id, items: [] }, { dryRun: retry });
  const profiles: { company_name: string }[] = (await client.person.me()).profiles;
  const input: InputOf<'member.list'> = { account_id, limit: 2, cursor: undefined };
  let rows = 0;
  for await (const page of pages(client.member.list, input, { signal })) rows += page.items.length;

  // @ts-expect-error: an operation of an account names its account
  await client.member.list({ limit: 2 });
  // @ts-expect-error: no such language
  await client.invitation.send({ account_id, items: [{ email: '', language: 'xx' }] });
  // @ts-expect-error: only operations that say so take a key
  await client.member.suspend({ account_id, items: [] }, { idempotencyKey: 'mine' });
  // @ts-expect-error: only operations that say so take a dry run
  await client.invitation.send({ account_id, items: [] }, { dryRun: true });
  // @ts-expect-error: consequences are told by a dry run only
  real.consequences[0];
  // @ts-expect-error: no such operation
  client.member.promote;
  // @ts-expect-error: a list that has no pages
  pages(client.batch.list, { account_id });
  return rows + (first?.total ?? 0) + profiles.length;
}

export function reasonOf(error: unknown): number | string {
  if (!(error instanceof LatchkeyRefusal)) return 'unknown';
  const { refusal } = error;
  // @ts-expect-error: no such code
  if (error.code === 'because') return '';
  // @ts-expect-error: a fact of another refusal
  if (refusal.code === 'stale') return refusal.retry_after_s;
  return refusal.code === 'too-many-attempts' ? refusal.retry_after_s : error.message;
}
`;
