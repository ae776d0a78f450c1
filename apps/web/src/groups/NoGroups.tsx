import { Button } from '../kit/Button.tsx';
import { Card, Text } from '../kit/Layout.tsx';
import { Link } from '../kit/Link.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { EmptyState } from '../kit/States.tsx';

type NoProps = {
  /** Makes the first one, for who may. */
  onNew?: (() => void) | undefined;
  /** Shows all again, where a search leaves none. */
  onShowAll?: () => void;
};

/** What stands where no group does: what groups are for and what to do first, or that the search leaves none. */
export function NoGroups({ onNew, onShowAll }: NoProps) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  if (onShowAll !== undefined)
    return (
      <Card>
        <EmptyState icon="tree" title={say('groups.empty-filter.title')}>
          <Button onClick={onShowAll}>{say('groups.empty-filter.all')}</Button>
        </EmptyState>
      </Card>
    );
  return (
    <Card>
      <EmptyState icon="tree" title={say('groups.empty.title')}>
        <Text>{say(onNew === undefined ? 'groups.empty.view' : 'groups.empty.text')}</Text>
        {onNew === undefined ? null : (
          <Button look="primary" icon="plus" onClick={onNew}>
            {say('groups.new')}
          </Button>
        )}
        <Link to="/a/$accountId/help/$slug" params={{ accountId, slug: 'user-groups' }} target="_blank">
          {say('groups.help')}
        </Link>
      </EmptyState>
    </Card>
  );
}
