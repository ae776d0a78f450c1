import { Row } from '../kit/Layout.tsx';
import { useSay } from '../kit/sentence.ts';
import { useAccount } from '../kit/session.ts';
import { WhyButton } from '../kit/WhyButton.tsx';
import type { ComputerRead } from './ComputerFacts.tsx';

/** By which ways who looks reaches a computer (G4), and why at length (G7). */
export function OwnAccess({ computer }: { computer: Pick<ComputerRead, 'id' | 'name' | 'via'> }) {
  const say = useSay();
  const account = useAccount();
  const me = account?.my;
  const { id, name, via } = computer;
  const words = via.map((way) => say(`computers.via.${way === 'own' && me?.role === 'holder' ? 'holder' : way}`));
  return (
    <Row gap="tight">
      <span>{words.length === 0 ? say('computers.via.none') : words.join(' · ')}</span>
      {me === undefined ? null : (
        <WhyButton
          label={say(words.length === 0 ? 'computers.why.cannot' : 'computers.why.can')}
          member={{ id: me.member_id, name: '' }}
          computer={{ id, name }}
        />
      )}
    </Row>
  );
}
