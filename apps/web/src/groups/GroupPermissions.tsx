import { setGroupPermissions } from '@latchkey/contract/role';
import type { Permission } from '@latchkey/domain/role';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { Icon } from '../kit/Icon.tsx';
import { Card, Hidden, Stack, Text } from '../kit/Layout.tsx';
import { Link } from '../kit/Link.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useMayCall } from '../kit/session.ts';
import type { GroupRead } from './GroupPage.tsx';
import css from './Groups.module.css';

const PermissionsDialog = lazy(async () => ({
  default: (await import('./GroupPermissionsDialog.tsx')).GroupPermissionsDialog,
}));

/** What a group lets those in it do by itself, and what comes from those above it, which is changed there (G2). */
export function GroupPermissions({ group }: { group: GroupRead }) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  const maySet = useMayCall(setGroupPermissions);
  const [isChanging, setChanging] = useState(false);
  return (
    <Card
      title={say('roles.card')}
      actions={
        maySet ? (
          <Button small icon="pen" onClick={() => setChanging(true)}>
            {say('computers.access.change')}
            <Hidden> {say('roles.group.title', { name: group.name })}</Hidden>
          </Button>
        ) : undefined
      }
    >
      <dl className={css.opened}>
        <div>
          <dt>{say('groups.access.own')}</dt>
          <Names permissions={group.permissions} />
        </div>
        {group.inherited_permissions.map(({ group: above, permissions }) => (
          <div key={above?.id ?? 'unseen'} data-inherited>
            <dt>
              <Icon name="lock" size={14} />{' '}
              <span>
                <span className={css.dim}>{say('groups.access.from')}</span>{' '}
                {above === null ? (
                  say('groups.unseen')
                ) : (
                  <Link to="/a/$accountId/groups/$groupId" params={{ accountId, groupId: above.id }}>
                    {above.name}
                  </Link>
                )}
              </span>
            </dt>
            <Names permissions={permissions} />
          </div>
        ))}
      </dl>
      <Stack>
        {group.inherited_permissions.length === 0 ? null : (
          <Text dim small>
            {say('groups.access.inherited')}
          </Text>
        )}
        <Text small>
          <Link to="/a/$accountId/help/$slug" params={{ accountId, slug: 'roles' }} target="_blank">
            {say('roles.help')}
          </Link>
        </Text>
      </Stack>
      {isChanging ? (
        <Suspense fallback={null}>
          <PermissionsDialog group={group} onClose={() => setChanging(false)} />
        </Suspense>
      ) : null}
    </Card>
  );
}

function Names({ permissions }: { permissions: readonly Permission[] }) {
  const say = useSay();
  if (permissions.length === 0) return <dd className={css.dim}>{say('roles.group.none')}</dd>;
  return permissions.map((one) => <dd key={one}>{say(`kit.permission.${one}`)}</dd>);
}
