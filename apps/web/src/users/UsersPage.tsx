import { Batches } from '../kit/Batches.tsx';
import { ButtonLink } from '../kit/Link.tsx';
import { Page } from '../kit/Page.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useAccount } from '../kit/session.ts';
import { useOwnGroups } from '../kit/use-own-groups.ts';
import type { Batch } from '../kit/batches.ts';
import { actsOnAll, isBatched, mayManage } from './acts.ts';
import { UserList } from './UserList.tsx';
import { useViewer } from './use-viewer.ts';

/** Manage users: who is invited, who has joined, and what may be done with them. */
export function UsersPage() {
  const say = useSay();
  const account = useAccount();
  const params = { accountId: useAccountId() ?? '' };
  const viewer = useViewer();
  const own = useOwnGroups('users.view');
  const labelOf = ({ act, total }: Batch) => (isBatched(act) ? say(`users.bulk.${act}`, { count: total }) : '');
  return (
    <Page
      title={say('users.title')}
      lead={account === undefined ? '\u00a0' : (own ?? say('users.lead', { company: account.company_name }))}
      actions={
        mayManage(viewer) ? (
          <ButtonLink to="/a/$accountId/users/invite" params={params} look="primary" icon="invite">
            {say('users.invite')}
          </ButtonLink>
        ) : undefined
      }
    >
      {actsOnAll(viewer, []).length > 0 ? <Batches about="member" labelOf={labelOf} /> : null}
      <UserList viewer={viewer} />
    </Page>
  );
}
