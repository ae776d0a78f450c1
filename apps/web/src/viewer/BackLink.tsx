import type { Look } from '../kit/Button.tsx';
import { ButtonLink } from '../kit/Link.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';

/** The way back to the computers of the account. */
export function BackLink({ look = 'plain' }: { look?: Look }) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  return (
    <ButtonLink to="/a/$accountId/computers" params={{ accountId }} look={look}>
      {say('viewer.back')}
    </ButtonLink>
  );
}
