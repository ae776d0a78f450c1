/** Puts a text into the clipboard of this device. Says whether the browser let us: some do only right after a click. */
export async function putHere(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Counts the texts that were to be brought, so that only the last one is. */
let turn = 0;

/**
 * Brings a text that came by itself into the clipboard of this device: at once, or with the next click or key, where the browser lets us
 * only then. Says whether it got there. It gives up for a newer text, and when the person is elsewhere: what they copy there is theirs.
 */
export async function bringHere(text: string): Promise<boolean> {
  turn += 1;
  const mine = turn;
  while (mine === turn && document.hasFocus()) {
    if (await putHere(text)) return true;
    await nextAct();
  }
  return false;
}

/** Gives up what is still to be brought. */
export function bringNothing(): void {
  turn += 1;
}

/** Resolves when the person does something here, or goes elsewhere. */
function nextAct(): Promise<void> {
  const acts = ['pointerup', 'keydown', 'blur'];
  return new Promise((resolve) => {
    const done = (): void => {
      for (const act of acts) window.removeEventListener(act, done, true);
      resolve();
    };
    for (const act of acts) window.addEventListener(act, done, true);
  });
}

/** The clipboard of this device, or nothing when the browser, or the person asked by it, does not let us read it. */
export async function takeHere(): Promise<string | undefined> {
  try {
    return await navigator.clipboard.readText();
  } catch {
    return undefined;
  }
}

const EXCERPT = 160;

/** The beginning of a text, for people who have to recognise it. */
export function excerptOf(text: string): string {
  const beginning = Array.from(text.slice(0, EXCERPT * 2))
    .slice(0, EXCERPT)
    .join('')
    .trim();
  return beginning.length < text.trim().length ? `${beginning}…` : beginning;
}
