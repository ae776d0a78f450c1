import { useSearch } from '@tanstack/react-router';
import { ButtonLink } from '../kit/Link.tsx';
import { Page } from '../kit/Page.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useAccount } from '../kit/session.ts';
import { searchOf, type Viewer } from './list.ts';
import { UserList } from './UserList.tsx';

const nobody: Viewer = { member_id: '', role: 'member', mayManage: false };

/** Manage users: who is invited, who has joined, and what may be done with them. */
export function UsersPage() {
  const say = useSay();
  const account = useAccount();
  const params = { accountId: useAccountId() ?? '' };
  const { status } = searchOf(useSearch({ strict: false }));
  const my = account?.my;
  const mayManage = my?.permissions.includes('users.manage') ?? false;
  const viewer = my === undefined ? nobody : { member_id: my.member_id, role: my.role, mayManage };
  return (
    <Page
      title={say('users.title')}
      lead={account === undefined ? '\u00a0' : say('users.lead', { company: account.company_name })}
      actions={
        mayManage ? (
          <ButtonLink to="/a/$accountId/users/invite" params={params} look="primary" icon="invite">
            {say('users.invite')}
          </ButtonLink>
        ) : undefined
      }
    >
      <UserList key={status ?? 'all'} status={status} viewer={viewer} />
    </Page>
  );
}
