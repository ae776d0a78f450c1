import { Badge } from './Badge.tsx';
import { stateBadge, type Computer } from './computer.ts';
import { statesOf } from './computer-state.ts';
import { Stack } from './Layout.tsx';
import { useSay } from './sentence.ts';

/** How a computer stands, as badges. */
export function ComputerBadges({ computer }: { computer: Computer & { quarantined?: boolean } }) {
  const say = useSay();
  return (
    <Stack gap="tight">
      {statesOf(computer).map((state) => {
        const { id, tone } = stateBadge(state);
        return (
          <span key={state}>
            <Badge tone={tone}>{say(id)}</Badge>
          </span>
        );
      })}
    </Stack>
  );
}
