import { Button } from '../kit/Button.tsx';
import { Card, Row } from '../kit/Layout.tsx';
import { useSay } from '../kit/sentence.ts';
import type { Act, Viewer } from './acts.ts';
import type { User } from './list.ts';
import type { Whom } from './question.ts';
import { useMenu } from './use-menu.ts';
import type { Performed } from './use-question.ts';

type ActsProps = { user: User; viewer: Viewer; ask: (act: Act, whom: Whom) => void; perform: Performed };

/** The same acts as in the menu of the list, as buttons. */
export function UserActs({ user, viewer, ask, perform }: ActsProps) {
  const say = useSay();
  const entries = useMenu({ viewer, ask, perform })(user);
  return (
    <Card title={say('users.page.acts')}>
      <Row gap="tight">
        {entries.map(({ key, label, icon, refused, onPick }) => (
          <Button key={key} refused={refused} onClick={onPick} {...(icon === undefined ? {} : { icon })}>
            {label}
          </Button>
        ))}
      </Row>
    </Card>
  );
}
