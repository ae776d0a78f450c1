import { Button } from '../kit/Button.tsx';
import { EntryFrame } from '../kit/EntryFrame.tsx';
import { Stack } from '../kit/Layout.tsx';
import { ButtonLink } from '../kit/Link.tsx';
import { useSay } from '../kit/sentence.ts';
import { useSignOut } from '../kit/sign-out.ts';
import type { Over } from './approval.ts';

/** Why there is nothing to approve, and what to do next. */
export function ApprovalOver({ over, email }: { over: Over; email: string }) {
  const say = useSay();
  const leave = useSignOut();
  return (
    <EntryFrame title={say(over.title)} lead={say(over.text, { email })}>
      <Stack>
        {over.isForeign ? (
          <Button wide onClick={() => void leave()}>
            {say('kit.menu.sign-out')}
          </Button>
        ) : null}
        <ButtonLink to="/" wide>
          {say('approval.home')}
        </ButtonLink>
      </Stack>
    </EntryFrame>
  );
}
