import { atomOf, extensionOf, longs, openDisplay } from './x-connection.ts';

/** XFIXES by the numbers of its protocol. */
const REQUEST = { queryVersion: 0, selectSelectionInput: 2 } as const;
/** A program took the clipboard; the one that had it went. */
const TAKEN = 1;
const LEFT = 6;

type Watching = { changed: () => void; lost: () => void };

/** Tells whenever something is copied at a display, until told to stop. @throws when the display does not let us in or can't tell */
export async function watchSelection(
  { name, authority }: { name: string; authority: string },
  { changed, lost }: Watching,
): Promise<() => void> {
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
