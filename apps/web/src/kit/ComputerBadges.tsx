import { Badge } from './Badge.tsx';
import { stateBadge, statesOf, type Computer } from './computer.ts';
import { Row } from './Layout.tsx';
import { useSay } from './sentence.ts';

/** How a computer stands, as badges. */
export function ComputerBadges({ computer }: { computer: Computer & { quarantined?: boolean } }) {
  const say = useSay();
  return (
    <Row gap="tight">
      {statesOf(computer).map((state) => {
        const { id, tone } = stateBadge(state);
        return (
          <Badge key={state} tone={tone}>
            {say(id)}
          </Badge>
        );
      })}
    </Row>
  );
}
