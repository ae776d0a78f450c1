import assert from 'node:assert/strict';
import { addAddress, changePassword } from '@latchkey/contract/person';
import { PASSWORD, personNamed, personWithoutProfile, signedIn } from '../people.ts';
import type { TestBrowser } from '../server.ts';
import { claimLinkOf } from './mailboxes.ts';
import type { Sample, World } from './samples.ts';

/** How the operations of a person on themselves are called rightly: by somebody made for it, since they change who calls. */
export const personSamples: Readonly<Record<string, (world: World) => Promise<Sample>>> = {
  'person.edit': (world) => ofSomebody(world, { name: 'Somebody Else', language: 'de', time_zone: 'Europe/Berlin' }),
  'person.prove': (world) => ofSomebody(world, { password: PASSWORD }),
  'person.change-password': async (world) => {
    const current_password = 'known to one person 1';
    const { by } = await ofSomebody(world, {});
    await by.call(changePassword, { body: { current_password: PASSWORD, password: current_password } });
    return { by, input: { body: { current_password, password: 'quite another 9' } } };
  },
  'person.list-sign-ins': async ({ own }) => ({ by: own.member, input: { query: { limit: '10' } } }),
  'person.end-sign-ins': async ({ server }) => {
    const name = nextName();
    const by = await personWithoutProfile(server, name);
    const email = `${name.toLowerCase()}@example.test`;
    await signedIn(server, email);
    const [other] = await server.look<{ id: string }>(
      'select s.id from sign_in s join person p on p.id = s.person_id where p.email = $1 order by s.id desc limit 1',
      [email],
    );
    return { by, input: { body: { sign_in_ids: [other?.id] } } };
  },
  'person.add-address': (world) => ofSomebody(world, { email: freshAddress() }),
  'person.change-address': (world) => ofSomebody(world, { email: freshAddress() }),
  'person.remove-address': async (world) => {
    const { by, email } = await asking(world);
    return { by, input: { body: { email } } };
  },
  'person.open-address-link': async (world) => {
    const { by, link } = await asking(world);
    return { by, input: { body: { link } } };
  },
  'person.confirm-address': async (world) => {
    const { by, link } = await asking(world);
    return { by, input: { body: { link } } };
  },
  'person.export': async ({ own }) => ({ by: own.member, input: {} }),
  'person.preview-deletion': async ({ own }) => ({ by: own.holder, input: {} }),
  'person.delete': async ({ own }) => {
    const name = nextName();
    const by = await personNamed(own, name);
    return { by, input: { body: { email: `${name.toLowerCase()}@example.test` } } };
  },
};

async function ofSomebody({ server }: World, body: Record<string, unknown>): Promise<Sample> {
  return { by: await personWithoutProfile(server, nextName()), input: { body } };
}

/** Somebody who asked to add an address, and the link that is mailed there; nobody waits for the mail. */
async function asking(world: World): Promise<{ by: TestBrowser; email: string; link: string }> {
  const { by } = await ofSomebody(world, {});
  const email = freshAddress();
  const asked = await by.call(addAddress, { body: { email } });
  assert.equal(asked.status, 200, JSON.stringify(asked.body));
  return { by, email, link: await claimLinkOf(world.server, email) };
}

let made = 0;

/** A name that nobody had before. */
function nextName(): string {
  made += 1;
  return `Person${made}`;
}

function freshAddress(): string {
  return `${nextName().toLowerCase()}@further.example`;
}
