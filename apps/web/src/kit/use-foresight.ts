import { useEffect, useEffectEvent, useState } from 'react';
import type { ConsequenceList } from './Dialog.tsx';
import { inTurn } from './in-turn.ts';

type Foresight = { consequences: ConsequenceList | undefined; error: unknown };
const nothingYet: Foresight = { consequences: undefined, error: undefined };

/** What would follow from something that is being chosen (P9); asked again whenever `of`, which names the choice, becomes another. */
export function useForesight(of: string | undefined, ask: () => Promise<ConsequenceList>): Foresight {
  const [seen, setSeen] = useState<Foresight & { of: string }>();
  const [take] = useState(inTurn);
  const asking = useEffectEvent(ask);
  useEffect(() => {
    if (of === undefined) return undefined;
    let isOver = false;
    const tell = (part: Partial<Foresight>) => {
      if (!isOver) setSeen({ ...nothingYet, ...part, of });
    };
    take(() => asking()).then(
      (consequences) => tell({ consequences }),
      (error: unknown) => tell({ error }),
    );
    return () => {
      isOver = true;
    };
  }, [of, take]);
  return seen?.of === of && seen !== undefined ? seen : nothingYet;
}
