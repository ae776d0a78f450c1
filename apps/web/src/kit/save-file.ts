/** Hands a text to the browser as a download. */
export function saveFile(name: string, parts: string[], type: string): void {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replaceAll(/[/\\:*?"<>|]/g, '-');
  link.click();
  // The download has begun when the click returns; a while later nobody needs the text any more.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
