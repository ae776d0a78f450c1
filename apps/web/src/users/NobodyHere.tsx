import { Text } from '../kit/Layout.tsx';
import { ButtonLink } from '../kit/Link.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useMay } from '../kit/session.ts';
import { EmptyState } from '../kit/States.tsx';

/** What stands where nobody does: how to invite somebody, or that the search and the filters leave nobody. */
export function NobodyHere({ isNarrowed }: { isNarrowed: boolean }) {
  const say = useSay();
  const mayInvite = useMay('users.manage');
  const params = { accountId: useAccountId() ?? '' };
  if (isNarrowed) {
    return (
      <EmptyState icon="users" title={say('users.empty-filter.title')}>
        <ButtonLink to="/a/$accountId/users" params={params} search={{}} replace>
          {say('users.empty-filter.all')}
        </ButtonLink>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="invite" title={say('users.empty.title')}>
      <Text>{say('users.empty.text')}</Text>
      {mayInvite ? (
        <ButtonLink to="/a/$accountId/users/invite" params={params} icon="invite">
          {say('users.invite')}
        </ButtonLink>
      ) : null}
    </EmptyState>
  );
}
