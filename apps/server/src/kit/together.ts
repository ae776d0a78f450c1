import { setTimeout as sleep } from 'node:timers/promises';
import { isConnectionLost } from './db.ts';

type Waiting<Asked, Answer> = {
  asked: Asked;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
};

/**
 * Answers what many ask at the same time together: at once when nothing is under way, else in the next round, which takes at most `most`
 * of them and begins `everyMs` after the one before at the earliest. `answer` gives one answer for each asked, in their order. Where it
 * fails for several, each is asked by itself: what is wrong with one is not to harm the others.
 */
export function together<Asked, Answer>(
  answer: (asked: Asked[]) => Promise<Answer[]>,
  { everyMs, most }: { everyMs: number; most: number },
): (asked: Asked) => Promise<Answer> {
  const waiting: Waiting<Asked, Answer>[] = [];
  let isUnderWay = false;
  const rounds = async (): Promise<void> => {
    isUnderWay = true;
    while (waiting.length > 0) {
      const next = performance.now() + everyMs;
      await settle(answer, waiting.splice(0, most));
      await sleep(Math.max(0, next - performance.now()), undefined, { ref: false });
    }
    isUnderWay = false;
  };
  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject });
      if (!isUnderWay) void rounds();
    });
}

async function settle<Asked, Answer>(
  answer: (asked: Asked[]) => Promise<Answer[]>,
  round: Waiting<Asked, Answer>[],
): Promise<void> {
  try {
    const answers = await answer(round.map(({ asked }) => asked));
    for (const [at, one] of round.entries()) one.resolve(answers[at] as Answer);
  } catch (error) {
    if (round.length === 1 || isConnectionLost(error)) for (const one of round) one.reject(error);
    else for (const one of round) await settle(answer, [one]);
  }
}
