import { randomUUID } from 'node:crypto';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { newMachine } from '../live/agent-end.ts';
import { asked } from '../live/data-end.ts';
import { type Company, memberIdOf } from '../people.ts';
import type { Input, Sample, World } from './samples.ts';

/** How the operations about sessions and locks are called rightly. What they need is made first, anew each time. */
export const sessionSamples: Readonly<Record<string, (world: World) => Promise<Sample>>> = {
  'computer.list-locks': async ({ own }) =>
    ofHolder(own, { query: { limit: '10', open: 'true', computer_id: (await onlineComputer(own)).id } }),
  'computer.unlock': async ({ own }) =>
    ofHolder(own, { body: { items: [{ lock_id: (await freshLock(own)).lock_id }] } }),
  'computer.forgive': async ({ own }) => {
    const { member_id } = await freshLock(own);
    return ofHolder(own, { body: { items: [{ member_id }] } });
  },
  'session.open': async ({ own }) => {
    await endAll(own);
    return ofHolder(own, { params: { computer_id: (await onlineComputer(own)).id }, body: { control: true } });
  },
  'session.rejoin': async ({ own }) => ofHolder(own, { params: { session_id: await freshSession(own) }, body: {} }),
  'session.end': async ({ own }) => ofHolder(own, { body: { items: [{ session_id: await freshSession(own) }] } }),
  'session.list': async ({ own }) => {
    const [computer_id, member_id] = [(await onlineComputer(own)).id, await memberIdOf(own.holder, own.accountId)];
    return ofHolder(own, { query: { limit: '10', live: 'true', mine: 'true', computer_id, member_id } });
  },
};

function ofHolder(own: Company, input: Input = {}): Sample {
  return { by: own.holder, input: { ...input, params: { ...input.params, account_id: own.accountId } } };
}

/** A computer of the account that hangs on this server, as far as the database knows. */
async function onlineComputer(own: Company) {
  const machine = await newMachine(own);
  const node = own.server.serving.kit.node.id;
  await own.server.look('update computer set node_id = $2, link_id = $3 where id = $1', [
    machine.id,
    node,
    randomUUID(),
  ]);
  return machine;
}

/** Nobody is asked for more codes at once than a member may be. */
async function endAll(own: Company): Promise<void> {
  await own.server.look(
    `update session set state = 'ended', ending = 'ended', ended_at = now() where account_id = $1 and state <> 'ended'`,
    [own.accountId],
  );
}

async function freshSession(own: Company): Promise<string> {
  await endAll(own);
  return (await asked(own.holder, await onlineComputer(own))).session_id;
}

/** A lock that owner and unlockers have been told of: no job of the clock writes to it later. */
async function freshLock(own: Company): Promise<{ lock_id: string; member_id: string }> {
  const [session_id, lock_id] = [await freshSession(own), uuidv7(new Date())];
  const member_id = await memberIdOf(own.member, own.accountId);
  await own.server.look(
    `insert into lockout (account_id, id, computer_id, member_id, session_id, address, at, digest_id, digested_at)
     select account_id, $2, computer_id, $3, id, '', now(), gen_random_uuid(), now() from session where id = $1`,
    [session_id, lock_id, member_id],
  );
  return { lock_id, member_id };
}
