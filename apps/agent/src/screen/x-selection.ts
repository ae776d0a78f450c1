import { setTimeout as sleep } from 'node:timers/promises';
import { atomOf, extensionOf, longs, openDisplay, type XConnection } from './x-connection.ts';

/** XFIXES by the numbers of its protocol. */
const REQUEST = { queryVersion: 0, selectSelectionInput: 2 } as const;
/** A program took the clipboard; the one that had it went. */
const TAKEN = 1;
const LEFT = 6;

const GET_OWNER = 23;
const TAKES_WITHIN_MS = 1_000;

type At = { name: string; authority: string };
type Watching = { changed: () => void; lost: () => void };

/** Tells whenever something is copied at a display, until told to stop. @throws when the display does not let us in or can't tell */
export async function watchSelection({ name, authority }: At, { changed, lost }: Watching): Promise<() => void> {
  let isOver = false;
  let type = -1;
  const x = await openDisplay(name, authority, {
    event: (bytes) => void (bytes[0] === type && !isOver && changed()),
    closed: () => void (isOver || lost()),
  });
  const stop = (): void => {
    isOver = true;
    x.close();
  };
  try {
    const extension = await extensionOf(x, 'XFIXES');
    if (!extension) throw new Error('the X server has no XFIXES');
    type = extension.event;
    await x.ask(extension.major, REQUEST.queryVersion, longs(1, 0));
    x.send(extension.major, REQUEST.selectSelectionInput, longs(x.root, await atomOf(x, 'CLIPBOARD'), TAKEN | LEFT));
    return stop;
  } catch (error) {
    stop();
    throw error;
  }
}

/**
 * Lets a program take the clipboard, and waits until it has: xclip ends before the X server has heard of it. A display that does not let us
 * in is not asked, and one that shows nothing within a second is not waited for. @throws what the program throws
 */
export async function afterTaking({ name, authority }: At, take: () => Promise<void>): Promise<void> {
  const x = await openDisplay(name, authority, NOTHING).catch(() => undefined);
  try {
    const before = x && (await ownerOf(x));
    await take();
    for (const end = performance.now() + TAKES_WITHIN_MS; x && performance.now() < end; await sleep(2))
      if ((await ownerOf(x)) !== before) return;
  } finally {
    x?.close();
  }
}

const NOTHING = { event: () => undefined, closed: () => undefined };

async function ownerOf(x: XConnection): Promise<number | undefined> {
  try {
    return (await x.ask(GET_OWNER, 0, longs(await atomOf(x, 'CLIPBOARD')))).readUInt32LE(8);
  } catch {
    return undefined;
  }
}
