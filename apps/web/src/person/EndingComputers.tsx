import type { previewDeletion } from '@latchkey/contract/person';
import type { Reply } from '@latchkey/contract/operation';
import { useSay } from '../kit/sentence.ts';
import { endingsOf } from './ending-computers.ts';

type Ending = Reply<typeof previewDeletion>['memberships'][number];

/** What of computers ends with a membership (C13): owning them, one's access codes, live sessions. Nothing where there is none of it. */
export function EndingComputers({ of }: { of: Ending }) {
  const say = useSay();
  const endings = endingsOf(of);
  if (endings.length === 0) return null;
  return (
    <ul>
      {endings.map(({ key, count }) => (
        <li key={key}>{say(`person.ending.${key}`, { count })}</li>
      ))}
    </ul>
  );
}
