import { readAccess } from '@latchkey/contract/computer-access';
import type { Reply } from '@latchkey/contract/operation';
import { lazy, Suspense, useState } from 'react';
import { Button, IconButton } from '../kit/Button.tsx';
import { Card, Text } from '../kit/Layout.tsx';
import { Link } from '../kit/Link.tsx';
import { useAccountId, useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { useFurther } from '../kit/use-further.ts';
import { STEP } from '../kit/user-groups.ts';
import { mayGroup, type Viewer } from './acts.ts';
import type { User } from './list.ts';
import css from './Users.module.css';

const AskedDialog = lazy(async () => ({ default: (await import('./UserGroupDialogs.tsx')).AskedDialog }));

export type Group = Reply<typeof readAccess>['user_groups'][number];
type CardProps = { user: User; viewer: Viewer };

/** The user groups somebody is in, each after those above it; who manages groups puts them into others and takes them out (G1). */
export function UserGroups({ user, viewer }: CardProps) {
  const say = useSay();
  const { data, error, refetch } = useCall(readAccess, { params: { member_id: user.id } });
  const [asked, setAsked] = useState<'adding' | Group>();
  const groups = data?.user_groups;
  const mayChange = mayGroup(viewer, user);
  const further = useFurther().ifFurther('groups.manage', user);
  const close = () => setAsked(undefined);
  return (
    <Card
      title={say('users.page.groups')}
      actions={
        groups !== undefined && mayChange ? (
          <Button small icon="plus" refused={further} onClick={() => setAsked('adding')}>
            {say('users.short.add-to-group')}
          </Button>
        ) : undefined
      }
    >
      {groups !== undefined ? (
        <GroupList
          groups={groups}
          others={data?.unseen_groups ?? 0}
          {...(mayChange && further === undefined ? { onRemove: setAsked } : {})}
        />
      ) : error === null ? (
        <Skeleton lines={2} />
      ) : (
        <FailedState error={error} onRetry={() => void refetch()} />
      )}
      {asked === undefined ? null : (
        <Suspense fallback={null}>
          <AskedDialog user={user} groups={groups ?? []} asked={asked} onClose={close} />
        </Suspense>
      )}
    </Card>
  );
}

type ListProps = {
  groups: readonly Group[];
  /** In how many they are besides, of which no more is told (G11). */
  others: number;
  onRemove?: (group: Group) => void;
};

function GroupList({ groups, others, onRemove }: ListProps) {
  const say = useSay();
  if (groups.length + others === 0) return <Text dim>{say('users.page.groups.none')}</Text>;
  return (
    <ul className={css.groups}>
      {groups.map((group) => (
        <li key={group.id}>
          <GroupPath group={group} />
          {onRemove === undefined ? null : (
            <IconButton
              icon="close"
              label={say('users.page.groups.remove', { group: group.name })}
              onClick={() => onRemove(group)}
            />
          )}
        </li>
      ))}
      {others === 0 ? null : <li className={css.dim}>{say('users.page.groups.others', { count: others })}</li>}
    </ul>
  );
}

/** A group after those above it, the uppermost first; each leads to its page. */
function GroupPath({ group: { above, ...group } }: { group: Group }) {
  const accountId = useAccountId() ?? '';
  return (
    <span className={css.path}>
      {above.map(({ id, name }) => (
        <span key={id} className={css.dim}>
          <Link to="/a/$accountId/groups/$groupId" params={{ accountId, groupId: id }} className={css.to ?? ''}>
            {name}
          </Link>
          {STEP}
        </span>
      ))}
      <Link to="/a/$accountId/groups/$groupId" params={{ accountId, groupId: group.id }}>
        {group.name}
      </Link>
    </span>
  );
}
