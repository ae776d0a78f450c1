/**
 * Asks one thing after the other: the server foresees one thing at a time for a person, and refuses a second one as busy. Who is
 * overtaken while they wait is not asked any more, and rejects.
 */
export function inTurn(): <T>(ask: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let newest = 0;
  return <T>(ask: () => Promise<T>): Promise<T> => {
    newest += 1;
    const turn = newest;
    const mine = last.then(() => {
      if (turn !== newest) throw new Error('overtaken');
      return ask();
    });
    last = mine.catch(() => undefined);
    return mine;
  };
}
