/** Something that whoever uses the agent has to know or to do, as sentences; it is told without a stack. */
export class Trouble extends Error {
  override name = 'Trouble';
}

/** What is told of an error: the sentence of one that was made for people, everything of one that was not. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isForPeople = ['Trouble', 'StoreTrouble', 'NotTrusted', 'ScreenMissing'].includes(error.name);
  return isForPeople ? error.message : (error.stack ?? error.message);
}
