import assert from 'node:assert/strict';
import { startBatch } from '@latchkey/contract/batch';
import { acceptHandover, cancelHandover, offerHandover, readHandover } from '@latchkey/contract/handover';
import { suspendMembers } from '@latchkey/contract/member';
import type { GrantableRole } from '@latchkey/domain/role';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { type Company, memberIdOf, personNamed } from '../people.ts';
import type { TestBrowser } from '../server.ts';
import { freshRole } from './role-samples.ts';
import type { Input, Sample, World } from './samples.ts';

/** How the operations about members, handovers and jobs are called rightly. What they need is made first, anew each time. */
export const memberSamples: Readonly<Record<string, (world: World) => Promise<Sample>>> = {
  'member.suspend': async ({ own }) => onMember(own, await freshMember(own)),
  'member.reinstate': async ({ own }) => {
    const member_id = await freshMember(own);
    await own.holder.call(suspendMembers, inside(own, { body: { items: [{ member_id }] } }));
    return onMember(own, member_id);
  },
  'member.change-role': async ({ own }) =>
    ofHolder(own, {
      body: { items: [{ member_id: await freshMember(own), role: 'member', custom_role_id: await freshRole(own) }] },
    }),
  'member.send-reset': async ({ own }) => onMember(own, await freshMember(own)),
  'member.sign-out': async ({ own }) => onMember(own, await freshMember(own)),
  'member.leave': async ({ own }) => ({ by: await personNamed(own, nextName()), input: inside(own) }),
  'handover.read': async ({ own }) => ofHolder(own),
  'handover.offer': async ({ own }) => {
    await cancelWhatIsOpen(own);
    return ofHolder(own, { body: { member_id: await freshMember(own) } });
  },
  'handover.accept': async ({ own }) => {
    const { handover_id, successor } = await freshOffer(own);
    return { by: successor, input: inside(own, { body: { handover_id, old_holder_role: 'admin' } }) };
  },
  'handover.cancel': async ({ own }) => {
    const { handover_id, successor } = await freshOffer(own);
    await successor.call(acceptHandover, inside(own, { body: { handover_id } }));
    return ofHolder(own, { body: { handover_id } });
  },
  'batch.preview': async ({ own }) => ofHolder(own, { body: await wanted(own) }),
  'batch.start': async ({ own }) => ofHolder(own, { body: await wanted(own) }),
  'batch.preview-computers': async ({ own }) => ofHolder(own, { body: await wantedOfComputers(own) }),
  'batch.start-computers': async ({ own }) => ofHolder(own, { body: await wantedOfComputers(own) }),
  'batch.list': async ({ own }) => ofHolder(own, { query: { about: 'member' } }),
  'batch.read': async ({ own }) => ofHolder(own, { params: { batch_id: await freshBatch(own) } }),
  'batch.stop': async ({ own }) => ofHolder(own, { params: { batch_id: await freshBatch(own) } }),
};

let made = 0;

function nextName(): string {
  made += 1;
  return `Colleague${made}`;
}

/** The id of a new active member. */
async function freshMember(own: Company, role?: GrantableRole): Promise<string> {
  return memberIdOf(await personNamed(own, nextName(), role), own.accountId);
}

/** An offer of the account to somebody new, in whose browser they are signed in. */
async function freshOffer(own: Company): Promise<{ handover_id: string; successor: TestBrowser }> {
  await cancelWhatIsOpen(own);
  const successor = await personNamed(own, nextName());
  const member_id = await memberIdOf(successor, own.accountId);
  const answer = await own.holder.call(offerHandover, inside(own, { body: { member_id } }));
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return { handover_id: String(answer.body['handover_id']), successor };
}

async function cancelWhatIsOpen(own: Company): Promise<void> {
  const { body } = await own.holder.call(readHandover, inside(own));
  const open = body['handover'] as { id: string } | null;
  if (open) await own.holder.call(cancelHandover, inside(own, { body: { handover_id: open.id } }));
}

/** Means nobody, so that a sample does nothing to those whom other samples are about. */
async function wanted(own: Company) {
  const [group_id, role_id] = [uuidv7(new Date()), uuidv7(new Date())];
  const filter = { status: ['active'], role: ['member'], search: nextName(), mail: 'bounced', group_id, role_id };
  return { act: 'change-role', role: 'member', custom_role_id: await freshRole(own), filter };
}

/** Means no computer. */
async function wantedOfComputers(own: Company) {
  const owner_id = await memberIdOf(own.member, own.accountId);
  const filter = { state: ['waiting'], group_id: 'none', owner_id, mine: 'true', search: nextName() };
  return { act: 'set-owner', owner_id, filter };
}

async function freshBatch(own: Company): Promise<string> {
  const answer = await own.holder.call(startBatch, inside(own, { body: await wanted(own) }));
  return String(answer.body['batch_id']);
}

function onMember(own: Company, member_id: string): Sample {
  return ofHolder(own, { body: { items: [{ member_id }] } });
}

function ofHolder(own: Company, input: Input = {}): Sample {
  return { by: own.holder, input: inside(own, input) };
}

function inside({ accountId }: Company, input: Input = {}): Input {
  return { ...input, params: { ...input.params, account_id: accountId } };
}
