import { setTimeout as sleep } from 'node:timers/promises';
import { uuidv7 } from '../apps/server/src/kit/secrets.ts';
import { cookieOf, inPlace, type Place, readerOf } from './reads.ts';
import { type Line, ratioOf } from './table.ts';

const MEMBERS = 10_000;
const ROUNDS = 3;
/** The first round compiles and plans; it is not counted. */
const WARM_UP = 1;
const LOOKS_EVERY_MS = 25;

/** How long suspending 10,000 by a filter takes through HTTP, from the call that starts it until it says it is done, over one UPDATE of the same rows. */
export function measureSuspending(): Promise<Line[]> {
  return inPlace(async (place) => {
    const took: { job: number; bare: number; looks: number }[] = [];
    for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
      const { job, looks } = await suspendByFilter(place);
      took.push({ job, looks, bare: await updateBare(place) });
    }
    const counted = took.slice(WARM_UP).toSorted((one, other) => one.job - other.job);
    const job = counted[Math.floor(counted.length / 2)]?.job ?? 0;
    const bare =
      counted.map((one) => one.bare).toSorted((one, other) => one - other)[Math.floor(counted.length / 2)] ?? 0;
    const looks = Math.min(...counted.map((one) => one.looks));
    return [
      {
        what: `suspending ${MEMBERS.toLocaleString('en')} by a filter`,
        measured: `${(job / 1000).toFixed(1)} s, progress seen ${looks} times`,
        reference: `${(bare / 1000).toFixed(2)} s for one bare UPDATE of the same rows`,
        ratio: ratioOf(job, bare),
        aim: '',
      },
    ];
  });
}

async function suspendByFilter(place: Place): Promise<{ job: number; looks: number }> {
  const { accountId, holderPerson } = await crowd(place);
  const { read, close } = readerOf(place.house.url, await cookieOf(place, holderPerson));
  const base = `/api/v1/accounts/${accountId}/batches`;
  const seen = new Set<number>();
  const began = performance.now();
  const { batch_id } = JSON.parse(await read(base, { act: 'suspend', filter: { role: ['member'] } })) as {
    batch_id: string;
  };
  for (;;) {
    const batch = JSON.parse(await read(`${base}/${batch_id}`)) as { state: string; done: number };
    if (batch.state !== 'running') {
      if (batch.done !== MEMBERS) throw new Error(`Only ${batch.done} were suspended.`);
      close();
      return { job: performance.now() - began, looks: seen.size };
    }
    seen.add(batch.done);
    await sleep(LOOKS_EVERY_MS);
  }
}

/** The same rows changed by the same driver, with nothing locked, judged, ended or noted. */
async function updateBare(place: Place): Promise<number> {
  const { accountId } = await crowd(place);
  const began = performance.now();
  await place.client.query(
    `update member set status = 'suspended', version = version + 1 where account_id = $1 and role = 'member'`,
    [accountId],
  );
  return performance.now() - began;
}

/** An account of its own with so many active members. */
async function crowd({ client }: Place): Promise<{ accountId: string; holderPerson: string }> {
  const [accountId, holderPerson] = [uuidv7(new Date()), uuidv7(new Date())];
  await client.query(PERSON, [[holderPerson], ['Holder']]);
  await client.query(`insert into account (id, company_name, language, made_at) values ($1, 'Bench', 'en', now())`, [
    accountId,
  ]);
  const people = Array.from({ length: MEMBERS }, () => uuidv7(new Date()));
  await client.query(PERSON, [people, people.map((_, at) => `Member ${at}`)]);
  await client.query(
    `insert into member (account_id, id, person_id, email, name, status, role, made_at)
     select $1, gen_random_uuid(), id, email, name, 'active', case id when $2 then 'holder' else 'member' end, now()
       from person where id = any ($3::uuid[]) or id = $2`,
    [accountId, holderPerson, people],
  );
  await client.query('analyze');
  return { accountId, holderPerson };
}

const PERSON = `insert into person (id, email, name, password_hash, language, made_at, password_changed_at)
  select id, id || '@example.test', name, 'x', 'en', now(), now() from unnest($1::uuid[], $2::text[]) as fresh (id, name)`;
