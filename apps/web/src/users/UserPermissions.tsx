import { listRoles, readPermissions, setPermissions } from '@latchkey/contract/role';
import { refusePermissionChange } from '@latchkey/domain/member';
import type { Permission } from '@latchkey/domain/role';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Button } from '../kit/Button.tsx';
import { Icon } from '../kit/Icon.tsx';
import { Card, Facts, Hidden, Row, Stack, Text } from '../kit/Layout.tsx';
import { Link } from '../kit/Link.tsx';
import { useAccountId, useCall } from '../kit/query.ts';
import { sentenceOf, useSay } from '../kit/sentence.ts';
import { useMayCall } from '../kit/session.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import type { Viewer } from './acts.ts';
import { heldAndOthers, type Held, type Source } from './held.ts';
import { nameOf, type User } from './list.ts';
import { useCustomRoles, useRoleName } from './use-custom-roles.ts';
import css from './UserPermissions.module.css';

const OwnDialog = lazy(async () => ({ default: (await import('./OwnPermissionsDialog.tsx')).OwnPermissionsDialog }));
const WhyDialog = lazy(async () => ({ default: (await import('./WhyMayDialog.tsx')).WhyMayDialog }));

/** What a user may do and where each of it comes from; who manages users changes what is the user's own (G2). */
export function UserPermissions({ user, viewer }: { user: User; viewer: Viewer }) {
  const say = useSay();
  const { data, error, refetch } = useCall(readPermissions, { params: { member_id: user.id } });
  const [isChanging, setChanging] = useState(false);
  const [why, setWhy] = useState<Permission>();
  const maySet = useMayCall(setPermissions);
  const refusal = refusePermissionChange(viewer, user, []);
  return (
    <Card
      title={say('roles.card')}
      actions={
        data !== undefined && maySet ? (
          <Button
            small
            icon="pen"
            refused={refusal === undefined ? undefined : sentenceOf(say, refusal)}
            onClick={() => setChanging(true)}
          >
            {say('computers.access.change')}
            <Hidden> {say('roles.own.title', { name: nameOf(user) })}</Hidden>
          </Button>
        ) : undefined
      }
    >
      {data !== undefined ? (
        <HeldList user={user} held={data} onWhy={setWhy} />
      ) : error === null ? (
        <Skeleton lines={4} />
      ) : (
        <FailedState error={error} onRetry={() => void refetch()} />
      )}
      {isChanging && data !== undefined ? (
        <Suspense fallback={null}>
          <OwnDialog user={user} held={data} onClose={() => setChanging(false)} />
        </Suspense>
      ) : null}
      {why === undefined ? null : (
        <Suspense fallback={null}>
          <WhyDialog member={{ id: user.id, name: nameOf(user) }} permission={why} onClose={() => setWhy(undefined)} />
        </Suspense>
      )}
    </Card>
  );
}

type ListProps = { user: User; held: Held; onWhy: (permission: Permission) => void };

function HeldList({ user, held, onWhy }: ListProps) {
  const say = useSay();
  const role = useRoleName();
  const { has, others } = heldAndOthers(held);
  const isInherited = has.some(({ from }) => from.some(({ by }) => by !== 'own'));
  return (
    <Stack>
      <Facts
        facts={[
          {
            term: say('users.column.role'),
            is: <RoleLink name={role({ ...user, ...held })} customRole={held.custom_role?.id} />,
          },
        ]}
      />
      {has.length === 0 ? <Text dim>{say('roles.card.none')}</Text> : null}
      {has.length === 0 ? null : (
        <ul className={css.held}>
          {has.map(({ permission, from }) => (
            <HeldLine key={permission} {...{ permission, onWhy }}>
              <Sources sources={from} role={role({ ...user, ...held })} />
            </HeldLine>
          ))}
        </ul>
      )}
      {isInherited ? (
        <Text dim small>
          {say('roles.card.inherited')}
        </Text>
      ) : null}
      {others.length === 0 ? null : (
        <details className={css.others}>
          <summary>{say('roles.card.others', { count: others.length })}</summary>
          <ul className={css.held}>
            {others.map((permission) => (
              <HeldLine key={permission} {...{ permission, onWhy }} />
            ))}
          </ul>
        </details>
      )}
    </Stack>
  );
}

function RoleLink({ name, customRole }: { name: string; customRole: string | undefined }) {
  const say = useSay();
  const roles = useCustomRoles({ isWanted: customRole !== undefined });
  const extent = roles?.find(({ id }) => id === customRole)?.extent.ofRole;
  const maySeeRoles = useMayCall(listRoles);
  const accountId = useAccountId() ?? '';
  return (
    <Row justify="between">
      <span>
        <strong>{name}</strong>
        {extent === undefined ? null : <span className={css.extent}>{extent}</span>}
      </span>
      <Row gap="normal">
        {maySeeRoles ? (
          <Link to="/a/$accountId/roles" params={{ accountId }}>
            {say('roles.card.all')}
          </Link>
        ) : null}
        <Link to="/a/$accountId/help/$slug" params={{ accountId, slug: 'roles' }} target="_blank">
          {say('roles.help')}
        </Link>
      </Row>
    </Row>
  );
}

type LineProps = { permission: Permission; onWhy: (permission: Permission) => void; children?: ReactNode };

function HeldLine({ permission, onWhy, children }: LineProps) {
  const say = useSay();
  const name = say(`kit.permission.${permission}`);
  return (
    <li>
      <span className={css.words}>
        <span className={css.name}>{name}</span>
        {children ?? <span className={css.dim}>{say(`roles.permission.${permission}`)}</span>}
      </span>
      <Button look="quiet" small icon="help" onClick={() => onWhy(permission)}>
        {say('computers.why')}
        <Hidden> {name}</Hidden>
      </Button>
    </li>
  );
}

/** Where it comes from: what is not the user's own has a lock. */
function Sources({ sources, role }: { sources: readonly Source[]; role: string }) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  return (
    <span className={css.sources}>
      {sources.map((source) => (
        <span key={source.by === 'group' ? source.group?.id : source.by} className={css.source}>
          {source.by === 'own' ? null : <Icon name="lock" size={13} />}
          {source.by === 'own' ? say('roles.source.own') : null}
          {source.by === 'role' ? say('roles.source.role', { role }) : null}
          {source.by === 'group' && source.group === null ? say('groups.unseen') : null}
          {source.by === 'group' && source.group ? (
            <Link to="/a/$accountId/groups/$groupId" params={{ accountId, groupId: source.group.id }}>
              {say('roles.source.group', { group: source.group.name })}
            </Link>
          ) : null}
        </span>
      ))}
    </span>
  );
}
