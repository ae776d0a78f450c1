import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, randomBytes, randomUUID, sign } from 'node:crypto';
import { type Facts, helloBytes, type Hello } from '@latchkey/wire/hello';
import { type AgentMessage, type FromServer, parseFromServer, writeMessage } from '@latchkey/wire/link-messages';
import { WebSocket } from 'ws';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { type Company, memberIdOf } from '../people.ts';
import type { TestBrowser } from '../server.ts';

/** A computer as its machine keeps it. */
export type Machine = { id: string; accountId: string; key: KeyObject; counter: number; bootId: string; facts: Facts };

/** Puts a computer into an account, as enrolling one does, with a base code set at it. */
export async function newMachine(
  of: Pick<Company, 'server' | 'accountId'>,
  more: { ownerId?: string; status?: string; baseCredId?: string | null } = {},
): Promise<Machine> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const id = uuidv7(new Date());
  const base = more.baseCredId === undefined ? randomUUID() : more.baseCredId;
  await of.server.look(
    `insert into computer (account_id, id, device_key, name, status, owner_id, made_at, base_cred_id)
     values ($1, $2, $3, $4, $5, $6, now(), $7)`,
    [of.accountId, id, raw, `PC ${id.slice(-6)}`, more.status ?? 'active', more.ownerId ?? null, base],
  );
  const facts: Facts = {
    hostname: 'desk-7',
    os: 'Debian 12',
    agent_version: '0.1.0',
    user: 'ann',
    screen: 'x0vncserver',
    problem: null,
    base_cred_id: base,
    locks: [],
  };
  return { id, accountId: of.accountId, key: privateKey, counter: 0, bootId: randomUUID(), facts };
}

/** Gives a member access of their own to a computer. */
export async function giveReach(of: Company, whom: TestBrowser, machine: Machine): Promise<void> {
  await of.server.look(
    `insert into member_access (account_id, id, member_id, kind, computer_id, made_at) values ($1, $2, $3, 'computer', $4, now())`,
    [of.accountId, uuidv7(new Date()), await memberIdOf(whom, of.accountId), machine.id],
  );
}

/** An agent's end of the control socket, with everything it was told. */
export type AgentEnd = {
  socket: WebSocket;
  heard: FromServer[];
  closed: Promise<{ code: number; reason: string }>;
  say(message: AgentMessage): void;
  sayRaw(text: string | Buffer): void;
  /** The first message of that kind that fits, waiting for it. */
  told<T extends FromServer['t']>(
    t: T,
    fits?: (message: Extract<FromServer, { t: T }>) => boolean,
  ): Promise<Extract<FromServer, { t: T }>>;
};

export type HelloChanges = Partial<Hello> & { signedFor?: string };

/** Dials the control socket and answers the challenge, honestly or with changes; the changes are made before it is signed. */
export async function dial(
  url: string,
  machine: Machine,
  { signedFor, ...changes }: HelloChanges = {},
  headers: Record<string, string> = {},
): Promise<AgentEnd> {
  const end = openEnd(`${url.replace(/^http/, 'ws')}/agent/control`, headers);
  const challenge = await end.told('challenge');
  machine.counter += 1;
  const claims = {
    version: 1,
    computer_id: machine.id,
    nonce: challenge.nonce,
    agent_nonce: randomBytes(32).toString('base64url'),
    boot_id: machine.bootId,
    counter: machine.counter,
    ...changes,
  };
  const bytes = helloBytes({ ...claims, public_url: signedFor ?? url });
  const signature =
    changes.signature ?? sign(null, bytes ?? assert.fail('no bytes'), machine.key).toString('base64url');
  end.sayRaw(writeMessage({ t: 'hello', facts: machine.facts, ...claims, signature }));
  return end;
}

/** Dials and waits for the welcome. */
export async function online(url: string, machine: Machine): Promise<AgentEnd> {
  const end = await dial(url, machine);
  await end.told('welcome');
  return end;
}

function openEnd(address: string, headers: Record<string, string>): AgentEnd {
  const socket = new WebSocket(address, { headers });
  const heard: FromServer[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const one of waiting) one();
  };
  socket.on('error', () => undefined);
  socket.on('message', (data: Buffer) => {
    const message = parseFromServer(data.toString('utf8'));
    assert.ok(typeof message !== 'string', `the server says what no agent understands: ${data.toString('utf8')}`);
    heard.push(message);
    wake();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => {
      resolve({ code, reason: reason.toString('utf8') });
      wake();
    });
  });
  return {
    socket,
    heard,
    closed,
    say: (message) => socket.send(writeMessage(message)),
    sayRaw: (text) => socket.send(text),
    async told(t, fits = () => true) {
      type M = Extract<FromServer, { t: typeof t }>;
      const isIt = (message: FromServer): message is M => message.t === t && fits(message as M);
      const ends = performance.now() + 15_000;
      for (;;) {
        const found = heard.find(isIt);
        if (found) return found;
        const isOver = socket.readyState === WebSocket.CLOSED || performance.now() > ends;
        if (isOver) assert.fail(`never told ${t}; heard ${JSON.stringify(heard)}`);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, 1_000);
          const go = () => {
            clearTimeout(timer);
            waiting.delete(go);
            resolve();
          };
          waiting.add(go);
        });
      }
    },
  };
}
