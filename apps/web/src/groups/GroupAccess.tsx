import { Fragment, lazy, Suspense, useState, type ReactNode } from 'react';
import { Button } from '../kit/Button.tsx';
import { Icon } from '../kit/Icon.tsx';
import { Card, Text } from '../kit/Layout.tsx';
import { Link } from '../kit/Link.tsx';
import { useAccountId } from '../kit/query.ts';
import { sentenceOf, useSay } from '../kit/sentence.ts';
import { useMay } from '../kit/session.ts';
import type { GroupRead } from './GroupPage.tsx';
import css from './Groups.module.css';

const AccessDialog = lazy(async () => ({ default: (await import('./AccessDialog.tsx')).AccessDialog }));

type Opened = Pick<GroupRead, 'kind' | 'groups' | 'computers'>;

/** What a group opens by itself, and what comes from those above it, which is changed there (G2, G4). */
export function GroupAccess({ group }: { group: GroupRead }) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  const mayGrant = useMay('access.grant');
  const mayManage = useMay('groups.manage');
  const [isChanging, setChanging] = useState(false);
  const refused = mayGrant ? undefined : sentenceOf(say, { code: 'not-permitted', permission: 'access.grant' });
  return (
    <Card
      title={say('computers.access.title')}
      actions={
        mayGrant || mayManage ? (
          <Button small icon="pen" refused={refused} onClick={() => setChanging(true)}>
            {say('computers.access.change')}
          </Button>
        ) : undefined
      }
    >
      <dl className={css.opened}>
        <div>
          <dt>{say('groups.access.own')}</dt>
          <OpenedList opened={group} />
        </div>
        {group.inherited.map(({ group: above, ...opened }) => (
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
            <OpenedList opened={opened} />
          </div>
        ))}
      </dl>
      {group.inherited.length === 0 ? null : (
        <Text dim small>
          {say('groups.access.inherited')}
        </Text>
      )}
      {isChanging ? (
        <Suspense fallback={null}>
          <AccessDialog group={group} onClose={() => setChanging(false)} />
        </Suspense>
      ) : null}
    </Card>
  );
}

/** Everything that is opened, by name; its computer groups first. */
function OpenedList({ opened: { kind, groups, computers } }: { opened: Opened }) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  if (kind !== 'chosen')
    return <dd className={kind === 'none' ? css.dim : undefined}>{say(`groups.opens.${kind}`)}</dd>;
  return (
    <>
      {groups.length === 0 ? null : (
        <dd>
          <span className={css.dim}>{say('computers.groups.title')}:</span>{' '}
          <Names>
            {groups.map(({ id, name }) => (
              <Link key={id} to="/a/$accountId/computers" params={{ accountId }} search={{ group: id }}>
                {name}
              </Link>
            ))}
          </Names>
        </dd>
      )}
      {computers.length === 0 ? null : (
        <dd>
          <span className={css.dim}>{say('computers.access.computers')}:</span>{' '}
          <Names>
            {computers.map(({ id, name }) => (
              <Link key={id} to="/a/$accountId/computers/$computerId" params={{ accountId, computerId: id }}>
                {name}
              </Link>
            ))}
          </Names>
        </dd>
      )}
    </>
  );
}

/** Names beside one another, with commas between them. */
function Names({ children }: { children: readonly ReactNode[] }) {
  return children.map((one, at) => (
    <Fragment key={at}>
      {at === 0 ? null : ', '}
      {one}
    </Fragment>
  ));
}
