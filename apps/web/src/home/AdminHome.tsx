import { readAttention } from '@latchkey/contract/account';
import type { ReactNode } from 'react';
import { Card, Row, Stack, Text } from '../kit/Layout.tsx';
import { ButtonLink, Link } from '../kit/Link.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useMay, useMayCall } from '../kit/session.ts';
import { Attention } from './Attention.tsx';
import css from './Home.module.css';
import { UserFigures } from './UserFigures.tsx';

/** What who runs the account comes for. */
export function AdminHome({ mayInvite }: { mayInvite: boolean }) {
  const say = useSay();
  return (
    <div className={css.cards}>
      <Attention />
      <Users text={say('home.admin.users.text')} mayInvite={mayInvite} />
    </div>
  );
}

/** The same for who looks after some user groups only; `own` says which. */
export function ManagerHome({ own }: { own: string }) {
  const maySeeAttention = useMayCall(readAttention);
  return (
    <div className={css.cards}>
      {maySeeAttention ? <Attention /> : null}
      <Users text={own} mayInvite={useMay('users.manage')} help={<OwnGroupsHelp />} />
    </div>
  );
}

function OwnGroupsHelp() {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  return (
    <Text small>
      <Link to="/a/$accountId/help/$slug" params={{ accountId, slug: 'group-managers' }} target="_blank">
        {say('home.own-groups.help')}
      </Link>
    </Text>
  );
}

function Users({ text, mayInvite, help }: { text: string; mayInvite: boolean; help?: ReactNode }) {
  const say = useSay();
  const params = { accountId: useAccountId() ?? '' };
  return (
    <Card title={say('home.admin.users')}>
      <Stack>
        <Text dim>{text}</Text>
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
        {help}
      </Stack>
    </Card>
  );
}
