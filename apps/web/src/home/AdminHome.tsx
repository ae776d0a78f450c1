import { Card, Row, Stack, Text } from '../kit/Layout.tsx';
import { ButtonLink } from '../kit/Link.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { Attention } from './Attention.tsx';
import css from './Home.module.css';
import { UserFigures } from './UserFigures.tsx';

/** What who runs the account comes for. */
export function AdminHome({ mayInvite }: { mayInvite: boolean }) {
  const say = useSay();
  const params = { accountId: useAccountId() ?? '' };
  return (
    <div className={css.cards}>
      <Attention />
      <Card title={say('home.admin.users')}>
        <Stack>
          <Text dim>{say('home.admin.users.text')}</Text>
          <UserFigures />
          <Row>
            <ButtonLink to="/a/$accountId/users" params={params} icon="users">
              {say('home.admin.users.go')}
            </ButtonLink>
            {mayInvite ? (
              <ButtonLink to="/a/$accountId/users/invite" params={params} icon="invite">
                {say('home.step.invite.go')}
              </ButtonLink>
            ) : null}
          </Row>
        </Stack>
      </Card>
    </div>
  );
}
