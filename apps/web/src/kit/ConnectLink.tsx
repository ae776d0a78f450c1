import type { Look } from './Button.tsx';
import { hindrance, type Computer } from './computer.ts';
import { Text } from './Layout.tsx';
import { ButtonLink } from './Link.tsx';
import { useAccountId } from './query.ts';
import { useSay } from './sentence.ts';

type ConnectProps = {
  computer: Computer & { quarantined?: boolean };
  look?: Look;
  small?: boolean;
  /** Shows nothing where nobody can come in. */ isSilent?: boolean;
};

/** The way into a computer that one reaches (C4); where nobody can come in it says why instead. Nothing where one does not reach it. */
export function ConnectLink({ computer, look = 'plain', small = false, isSilent = false }: ConnectProps) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  const hindered = hindrance(computer);
  if (!computer.reached || (isSilent && hindered !== undefined)) return null;
  if (hindered !== undefined) {
    return (
      <Text dim small>
        {say(hindered)}
      </Text>
    );
  }
  return (
    <ButtonLink
      to="/a/$accountId/computers/$computerId/connect"
      params={{ accountId, computerId: computer.id }}
      look={look}
      small={small}
      icon="connect"
      aria-label={say('computers.connect.to', { name: computer.name })}
    >
      {say('computers.connect')}
    </ButtonLink>
  );
}
