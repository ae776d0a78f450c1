import { useRef, useState } from 'react';
import { inTurn } from './in-turn.ts';

/** Something that is being asked about before it is done: what would follow from it, once that is known. */
export type Asked<Wish, Forecast> = Wish & { forecast: Forecast | undefined; error: unknown; isActing: boolean };

type Means<Wish, Forecast> = {
  /** What would follow. */
  foresee: (wish: Wish) => Promise<Forecast>;
  /** Whether enough is known of a wish to foresee anything; always, if left out. */
  isWhole?: (wish: Wish) => boolean;
};

/** Holds one question at a time (P9): what is learned about one that was closed, or replaced by another, is left aside. */
export function useAsking<Wish extends object, Forecast>({ foresee, isWhole }: Means<Wish, Forecast>) {
  type Question = Asked<Wish, Forecast>;
  const [question, setQuestion] = useState<Question>();
  const turn = useRef(0);
  const [take] = useState(inTurn);
  const change = (of: number, to: Partial<Asked<object, Forecast>>) =>
    setQuestion((before) => (of === turn.current && before !== undefined ? { ...before, ...to } : before));
  const close = () => {
    turn.current += 1;
    setQuestion(undefined);
  };
  const put = (wish: Wish) => {
    turn.current += 1;
    const at = turn.current;
    setQuestion({ ...wish, forecast: undefined, error: undefined, isActing: false });
    if (isWhole?.(wish) === false) return;
    take(() => foresee(wish)).then(
      (forecast) => change(at, { forecast }),
      (error: unknown) => change(at, { error }),
    );
  };
  /** Does it and closes the question; whether anything was done. Where the server could not be asked it stays open and says why. */
  const confirm = async (perform: () => Promise<boolean>): Promise<boolean> => {
    const at = turn.current;
    change(at, { isActing: true, error: undefined });
    try {
      const isDone = await perform();
      if (at === turn.current) close();
      return isDone;
    } catch (error) {
      change(at, { isActing: false, error });
      return false;
    }
  };
  return { question, put, confirm, close };
}
