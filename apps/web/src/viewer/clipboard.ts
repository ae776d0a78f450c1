/** Puts a text into the clipboard of this device. Says whether the browser let us: some do only right after a click. */
export async function putHere(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** The clipboard of this device, or nothing when the browser, or the person asked by it, does not let us read it. */
export async function takeHere(): Promise<string | undefined> {
  try {
    return await navigator.clipboard.readText();
  } catch {
    return undefined;
  }
}
