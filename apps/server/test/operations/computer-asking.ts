import { randomBytes, sign } from 'node:crypto';
import { askCodeApproval, leaveByComputer } from '@latchkey/contract/code-approval';
import { lp } from '@latchkey/wire/bytes';
import { type Machine, newMachine } from '../live/agent-end.ts';
import { type Company, memberIdOf } from '../people.ts';
import { type Answer, TestBrowser, type TestServer } from '../server.ts';
import type { Sample, World } from './samples.ts';

/** How what a computer asks with its key is called rightly, and what becomes of it in a browser. */
export const askingSamples: Readonly<Record<string, (world: World) => Promise<Sample>>> = {
  'computer.leave': async ({ own }) => ofMachine(own, signedBody(own.server, await ownedMachine(own), LEAVING)),
  'computer.ask-code-approval': async ({ own }) => {
    const nonce = newNonce();
    return ofMachine(own, signedBody(own.server, await ownedMachine(own), { ...APPROVAL, fields: { nonce } }));
  },
  'computer.open-code-approval': async ({ own }) => ofOwner(own, await asked(own)),
  'computer.approve-code': async ({ own }) => ofOwner(own, await asked(own)),
  'computer.decline-code': async ({ own }) => ofOwner(own, await asked(own)),
};

function ofMachine(own: Company, body: Record<string, unknown>): Sample {
  return { by: new TestBrowser(own.server), input: { body } };
}

function ofOwner(own: Company, nonce: string): Sample {
  return { by: own.holder, input: { body: { nonce } } };
}

const LEAVING = { purpose: 'latchkey leave' };
const APPROVAL = { purpose: 'latchkey code approval' };

/** What a body says and what is signed, which a test may make differ. */
type Said = {
  purpose: string;
  fields?: Record<string, string>;
  at?: string;
  url?: string;
  computer_id?: string;
};

/** A body that a computer signed: with its key, over what it is for, the server, itself, the moment and the fields. */
function signedBody(server: TestServer, machine: Pick<Machine, 'id' | 'key'>, said: Said): Record<string, unknown> {
  const { purpose, fields = {}, at = new Date().toISOString(), url = server.url, computer_id = machine.id } = said;
  const bytes = lp(purpose, url, computer_id, at, ...Object.values(fields));
  return { computer_id, at, ...fields, signature: sign(null, bytes, machine.key).toString('base64url') };
}

export function newNonce(): string {
  return randomBytes(32).toString('base64url');
}

/** A computer of the account that is its holder's. */
export async function ownedMachine(own: Company, more: { status?: string } = {}): Promise<Machine> {
  return newMachine(own, { ...more, ownerId: await memberIdOf(own.holder, own.accountId) });
}

/** What a computer is answered that asks for an approval. */
export function ask(server: TestServer, machine: Machine, nonce: string, more: Partial<Said> = {}): Promise<Answer> {
  const body = signedBody(server, machine, { ...APPROVAL, fields: { nonce }, ...more });
  return new TestBrowser(server).call(askCodeApproval, { body });
}

export function leave(server: TestServer, machine: Machine, more: Partial<Said> = {}): Promise<Answer> {
  return new TestBrowser(server).call(leaveByComputer, { body: signedBody(server, machine, { ...LEAVING, ...more }) });
}

async function asked(own: Company): Promise<string> {
  const nonce = newNonce();
  await ask(own.server, await ownedMachine(own), nonce);
  return nonce;
}
