import type { readComputer } from '@latchkey/contract/computer';
import type { Reply } from '@latchkey/contract/operation';
import type { ReactNode } from 'react';
import { AskUnlock } from '../kit/AskUnlock.tsx';
import { hindrance } from '../kit/computer.ts';
import { ComputerBadges } from '../kit/ComputerBadges.tsx';
import { Facts, Stack, Text } from '../kit/Layout.tsx';
import { Notice } from '../kit/Notice.tsx';
import { useFormats, useSay } from '../kit/sentence.ts';
import { OwnAccess } from './OwnAccess.tsx';

export type ComputerRead = Reply<typeof readComputer>;

/** How a computer stands, and what its machine says of itself. */
export function ComputerFacts({ computer }: { computer: ComputerRead }) {
  const say = useSay();
  const { dateTime } = useFormats();
  const { group, owner, os_user: user, last_seen_at: seen, problem } = computer;
  const hindered = hindrance(computer);
  const said: readonly (readonly [term: string, is: string | null])[] = [
    [say('computers.page.hostname'), computer.hostname],
    [say('computers.page.os'), computer.os],
    [say('computers.page.os-user'), user],
    [say('computers.page.agent'), computer.agent_version],
  ];
  const facts: { term: string; is: ReactNode }[] = [
    {
      term: say('computers.column.state'),
      is: (
        <Stack gap="tight">
          <ComputerBadges computer={computer} />
          {hindered === undefined ? null : (
            <Text dim small>
              {say(hindered)}
            </Text>
          )}
          {computer.locked && computer.reached ? <AskUnlock computer={computer} /> : null}
        </Stack>
      ),
    },
    { term: say('computers.column.group'), is: group?.name ?? say('computers.group.none') },
    { term: say('computers.column.owner'), is: owner?.name ?? say('computers.owner.none') },
    ...said.filter(([, is]) => is !== null && is !== '').map(([term, is]) => ({ term, is })),
    { term: say('computers.page.via'), is: <OwnAccess computer={computer} /> },
    { term: say('computers.column.seen'), is: seen === null ? say('computers.seen.never') : dateTime(seen) },
    { term: say('computers.page.added'), is: dateTime(computer.added_at) },
  ];
  return (
    <Stack>
      {problem === '' ? null : (
        <Notice tone="warn" title={say('computers.page.problem')}>
          {problem}
        </Notice>
      )}
      <Facts facts={facts} />
    </Stack>
  );
}
