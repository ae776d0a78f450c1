import { Button } from '../kit/Button.tsx';
import { Card, Row, Stack, Text } from '../kit/Layout.tsx';
import { useSay } from '../kit/sentence.ts';
import { useFurther } from '../kit/use-further.ts';
import type { Act, Viewer } from './acts.ts';
import type { User } from './list.ts';
import type { Whom } from './question.ts';
import { useMenu } from './use-menu.ts';
import type { Performed } from './use-question.ts';

type ActsProps = { user: User; viewer: Viewer; ask: (act: Act, whom: Whom) => void; perform: Performed };

/** The same acts as in the menu of the list, as buttons; where the user is others' as well, that is said once more where it can be read (G11). */
export function UserActs({ user, viewer, ask, perform }: ActsProps) {
  const say = useSay();
  const entries = useMenu({ viewer, ask, perform })(user);
  const further = useFurther().ifFurther('users.manage', user);
  return (
    <Card title={say('users.page.acts')}>
      <Stack>
        <Row gap="tight">
          {entries.map(({ key, label, icon, refused, onPick }) => (
            <Button key={key} refused={refused} onClick={onPick} {...(icon === undefined ? {} : { icon })}>
              {label}
            </Button>
          ))}
        </Row>
        {further === undefined ? null : <Text dim>{further}</Text>}
      </Stack>
    </Card>
  );
}
