import { randomUUID } from 'node:crypto';
import { type AttemptEvent, type Attempts, failFoundAtStart, NO_ATTEMPTS, type Stamp } from '@latchkey/wire/attempts';
import { type Codes, noCodes, type Owner, sweepCodes } from '@latchkey/wire/codes';
import { checkFolder, namesIn, prepareFolder, readDurable, removeDurable, writeDurable } from './store-files.ts';
import { type HeldFolder, holdFolder } from './store-lock.ts';
import { durableQueue } from './store-queue.ts';
import { codesFile, countersFile, FORMAT, type Identity, identityFile } from './store-shapes.ts';
import { StoreTrouble } from './store-trouble.ts';

/** What a host knows and must not forget: plain data, changed by `change` only. */
export type HostState = { readonly hello_counter: number; readonly attempts: Attempts; readonly codes: Codes };

/** A change: the next state (the same object for none), what the caller learns, and what is told once it is durable. */
export type Change<T> = { state: HostState; result: T; events?: readonly AttemptEvent[] };

/** The durable state of this host. No other process has it while it is open. */
export type Store = {
  readonly identity: Identity;
  /** The state of now, parts of which may not be durable yet. */
  state: () => HostState;
  /** The accrued running time and the clock of people, in milliseconds, and new ids. */
  stamp: () => Stamp;
  /**
   * Decides on the state of now, at once and in the order of the calls, and resolves once the outcome is on the disk. Changes that wait
   * together are flushed together. Rejects when the disk refuses: then neither this change nor one after it has happened.
   */
  change: <T>(decide: (state: HostState, stamp: Stamp) => Change<T>) => Promise<T>;
  /** Writes down the running time; the store does so each minute by itself. */
  keepTime: () => Promise<void>;
  /** Waits for what is being written, writes the running time and lets go of the folder. */
  close: () => Promise<void>;
};

type Disk = { folder: string; held: HeldFolder; identity: Identity };
type Tell = (event: AttemptEvent) => void;

const FILES = [identityFile.name, countersFile.name, codesFile.name];
const KEEP_TIME_MS = 60_000;

/** Whether the folder holds the state of an enrolled computer. */
export async function isEnrolled(folder: string): Promise<boolean> {
  return (await namesIn(folder).catch(() => new Set<string>())).has(identityFile.name);
}

/** Makes the state of a computer that was just enrolled, and opens nothing. Throws `exists`, `unfinished`, `exposed` or `held`. */
export async function createStore(folder: string, identity: Identity, owner: Owner | null): Promise<void> {
  await prepareFolder(folder);
  const held = await holdFolder(folder);
  try {
    const names = await namesIn(folder);
    if (names.has(identityFile.name))
      throw new StoreTrouble('exists', `This computer is enrolled already (${folder}).`);
    if (FILES.some((name) => names.has(name)))
      throw new StoreTrouble(
        'unfinished',
        `An earlier enrolment broke off: run latchkey-agent remove, then enrol again (${folder}).`,
      );
    // The identity last: a computer is enrolled once it is there.
    await writeDurable(folder, [
      { file: codesFile, value: { format: FORMAT, codes: noCodes(owner) } },
      { file: countersFile, value: { format: FORMAT, hello_counter: 0, running_ms: 0, attempts: NO_ATTEMPTS } },
    ]);
    await writeDurable(folder, [{ file: identityFile, value: { format: FORMAT, ...identity } }]);
  } finally {
    await held.release();
  }
}

/** Forgets everything, keys and codes included; nobody else may have the folder. What the agent never wrote stays in it. */
export async function removeStore(folder: string): Promise<void> {
  await checkFolder(folder);
  const held = await holdFolder(folder);
  await removeDurable(folder, FILES);
  await held.release();
}

/**
 * Opens the state. Attempts found pending are failures, durably, before this returns. `tell` hears of every failure and lock once it is
 * durable, in order, those found at the start included. Throws a `StoreTrouble` and overwrites nothing when the state can't be used.
 */
export async function openStore(folder: string, tell: Tell): Promise<Store> {
  await checkFolder(folder);
  if (!(await isEnrolled(folder))) throw new StoreTrouble('missing', `This computer is not enrolled (${folder}).`);
  const held = await holdFolder(folder);
  try {
    const { format: _, ...identity } = await readDurable(folder, identityFile);
    const counters = await readDurable(folder, countersFile);
    const { codes } = await readDurable(folder, codesFile);
    const found = { hello_counter: counters.hello_counter, attempts: counters.attempts, codes };
    return await started(storeOn({ folder, held, identity }, found, counters.running_ms, tell));
  } catch (error) {
    await held.release();
    throw error;
  }
}

async function started(store: Store): Promise<Store> {
  try {
    await store.change((before, stamp) => {
      const { attempts, events } = failFoundAtStart(before.attempts, stamp);
      const codes = sweepCodes(before.codes, stamp);
      const isSame = attempts === before.attempts && codes === before.codes;
      return { state: isSame ? before : { ...before, attempts, codes }, result: undefined, events };
    });
    return store;
  } catch (error) {
    await store.close().catch(() => undefined);
    throw error;
  }
}

function storeOn(disk: Disk, found: HostState, foundRunningMs: number, tell: Tell): Store {
  const began = performance.now();
  const runningMs = (): number => Math.floor(foundRunningMs + (performance.now() - began));
  const stamp = (): Stamp => ({ running_ms: runningMs(), at: Date.now(), newId: randomUUID });
  const queue = durableQueue(found, (before, next) => writeState(disk.folder, before, next, runningMs()));
  let isClosed = false;

  const change = async <T>(decide: (state: HostState, stamp: Stamp) => Change<T>): Promise<T> => {
    if (isClosed) throw new Error('the state of this computer is closed');
    const decided = decide(queue.now(), stamp());
    if (decided.state !== queue.now()) await queue.put(decided.state);
    for (const event of decided.events ?? []) tell(event);
    return decided.result;
  };
  const keepTime = (): Promise<void> => queue.put(queue.now());
  const minute = setInterval(() => {
    // A disk that refuses is met, and said, by the next change.
    keepTime().catch(() => undefined);
  }, KEEP_TIME_MS).unref();
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    clearInterval(minute);
    try {
      await keepTime();
    } finally {
      await disk.held.release();
    }
  };
  return { identity: disk.identity, state: queue.now, stamp, change, keepTime, close };
}

/** The counters are small and always written, for the running time; the codes only when they changed. */
async function writeState(folder: string, before: HostState, next: HostState, running_ms: number): Promise<void> {
  const { hello_counter, attempts, codes } = next;
  const counters = { file: countersFile, value: { format: FORMAT, hello_counter, running_ms, attempts } };
  const changed = before.codes === codes ? [] : [{ file: codesFile, value: { format: FORMAT, codes } }];
  await writeDurable(folder, [...changed, counters]);
}
