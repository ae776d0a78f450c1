import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signIn } from '@latchkey/contract/person';
import { bodySchemaOf, deferredSchema } from './deferred-schema.ts';

const faulty = { email: 'ada@', password: '' };

test('until its schema is there everything passes, afterwards the contract decides', async () => {
  const schema = deferredSchema(async () => signIn.body);
  assert.deepEqual(schema.safeParse(faulty), { success: true, data: faulty });
  await bodySchemaOf({ body: schema });
  assert.deepEqual(schema.safeParse(faulty), signIn.body.safeParse(faulty));
});

test('asking whether something passes loads the schema for the next time', async () => {
  let loaded = () => {};
  const wasLoaded = new Promise<void>((resolve) => (loaded = resolve));
  const schema = deferredSchema(async () => {
    loaded();
    return signIn.body;
  });
  schema.safeParse(faulty);
  await wasLoaded;
  await schema.load();
  assert.equal((schema.safeParse(faulty) as { success: boolean }).success, false);
});

test('a schema is loaded once, however many ask for it', async () => {
  let times = 0;
  const schema = deferredSchema(async () => {
    times += 1;
    return signIn.body;
  });
  await Promise.all([schema.load(), schema.load()]);
  await schema.load();
  assert.equal(times, 1);
});

test('a schema that could not be loaded is asked for again', async () => {
  let isDown = true;
  const schema = deferredSchema(async () => {
    if (isDown) throw new Error('offline');
    return signIn.body;
  });
  await assert.rejects(schema.load(), /offline/);
  isDown = false;
  await schema.load();
  assert.equal((schema.safeParse(faulty) as { success: boolean }).success, false);
});

test('an operation whose schema is there, or that has none, is waited for by nobody', async () => {
  await bodySchemaOf(signIn);
  await bodySchemaOf({});
});
