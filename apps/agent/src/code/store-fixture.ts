import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { AttemptEvent } from '@latchkey/wire/attempts';
import { setCode } from './store-codes.ts';
import type { Identity } from './store-shapes.ts';
import { StoreTrouble } from './store-trouble.ts';
import { createStore, openStore, type Store } from './store.ts';

/** Whose computer the tests of the store enrol. */
export const identity: Identity = {
  computer_id: randomUUID(),
  account: 'Müller & Söhne',
  public_url: 'https://lk.example.com',
  origins: ['https://lk.example.com'],
  tls_pin: null,
  device_key: 'key',
  opaque_setup: 'setup',
};
export const owner = { person_id: randomUUID(), name: 'Olga', is_suspended: false };

const stores = new WeakMap<TestContext, Store[]>();

/** The folder of an enrolled computer whose owner has set a code; it goes when the test is over. */
export async function enrolled(t: TestContext): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'latchkey-store-'));
  t.after(async () => {
    for (const store of stores.get(t) ?? []) await store.close();
    rmSync(parent, { recursive: true, force: true });
  });
  const folder = join(parent, 'agent');
  await createStore(folder, identity, owner);
  const store = await openStore(folder, () => undefined);
  await setBaseCode(store, 'c1');
  await store.close();
  return folder;
}

/** Opens a store until the test is over. */
export async function opened(t: TestContext, folder: string, told: AttemptEvent[] = []): Promise<Store> {
  const store = await openStore(folder, (event) => told.push(event));
  stores.set(t, [...(stores.get(t) ?? []), store]);
  return store;
}

/** Whether opening, making or removing a store ends in this trouble. */
export async function refused(code: string, doing: Promise<unknown>): Promise<void> {
  await assert.rejects(doing, (error) => error instanceof StoreTrouble && error.code === code);
}

/** The owner sets another code. */
export async function setBaseCode(store: Store, record: string): Promise<void> {
  const setter = { person_id: owner.person_id, grant_id: randomUUID(), is_owner: true };
  assert.equal(await setCode(store, setter, { cred_id: randomUUID(), record }), true);
}
