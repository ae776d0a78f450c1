import type { readAccess } from '@latchkey/contract/computer-access';
import type { Reply } from '@latchkey/contract/operation';
import { Fragment, type ReactNode } from 'react';
import { Badge } from '../kit/Badge.tsx';
import { Icon } from '../kit/Icon.tsx';
import { Facts, Row, Stack, Text } from '../kit/Layout.tsx';
import { Link } from '../kit/Link.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import type { User } from './list.ts';
import css from './Users.module.css';
import { UserWhy } from './UserWhy.tsx';

type Access = Reply<typeof readAccess>;
type Named = { id: string; name: string };

/** Which computers a user reaches, and by what: their own access, and what comes from their user groups, which is changed there (G2, G4). */
export function UserReach({ user, access }: { user: User; access: Access }) {
  const say = useSay();
  const { kind, groups, computers, owned, reached, only_own: onlyOwn, inherited, unseen } = access;
  if (user.role === 'holder') return <Text>{say('computers.access.holder')}</Text>;
  const facts = [
    { term: say('computers.access.kind'), is: <OwnAccess kind={kind} onlyOwn={onlyOwn} /> },
    ...(kind === 'chosen' && groups.length > 0
      ? [{ term: say('computers.access.groups'), is: <GroupLinks groups={groups} /> }]
      : []),
    ...(kind === 'chosen' && computers.length > 0
      ? [{ term: say('computers.access.computers'), is: <ComputerLinks computers={computers} /> }]
      : []),
    ...(owned.length > 0 ? [{ term: say('computers.access.owned'), is: <ComputerLinks computers={owned} /> }] : []),
    ...(inherited.length > 0 ? [{ term: say('users.access.through'), is: <Inherited access={access} /> }] : []),
    ...(unseen > 0 ? [{ term: say('users.access.besides'), is: say('users.access.unseen', { count: unseen }) }] : []),
    { term: say('computers.access.reached'), is: <Reached user={user} count={reached} /> },
  ];
  return (
    <Stack>
      {user.status === 'invited' ? <Text dim>{say('computers.access.invited')}</Text> : null}
      <Facts facts={facts} />
    </Stack>
  );
}

/** How many they reach, and why at length of whichever is chosen (G7). */
function Reached({ user, count }: { user: User; count: number }) {
  const say = useSay();
  return (
    <Row gap="tight">
      <span>{say('computers.count', { count })}</span>
      <UserWhy user={user} />
    </Row>
  );
}

function OwnAccess({ kind, onlyOwn }: { kind: Access['kind']; onlyOwn: boolean }) {
  const say = useSay();
  return (
    <Row gap="tight">
      <span>{say(`computers.access.${kind}`)}</span>
      {onlyOwn ? <Badge>{say('users.access.only-own')}</Badge> : null}
    </Row>
  );
}

/** What each group opens, locked: it is changed where it comes from, and only all of it can be switched off. */
function Inherited({ access: { inherited, only_own: onlyOwn } }: { access: Access }) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  return (
    <>
      <ul className={css.inherited} data-off={onlyOwn || undefined}>
        {inherited.map(({ group, kind, groups, computers }) => (
          <li key={group.id}>
            <Icon name="lock" size={14} />
            <span>
              <Link to="/a/$accountId/groups/$groupId" params={{ accountId, groupId: group.id }}>
                {group.name}
              </Link>
              <span className={css.opened}>
                {kind === 'all' ? say('computers.access.all') : null}
                {groups.length > 0 ? (
                  <span>
                    <span className={css.dim}>{say('computers.access.groups')}: </span>
                    <GroupLinks groups={groups} />
                  </span>
                ) : null}
                {computers.length > 0 ? (
                  <span>
                    <span className={css.dim}>{say('computers.access.computers')}: </span>
                    <ComputerLinks computers={computers} />
                  </span>
                ) : null}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <Text dim small>
        {say(onlyOwn ? 'users.access.switched-off' : 'users.access.inherited')}
      </Text>
    </>
  );
}

function GroupLinks({ groups }: { groups: readonly Named[] }) {
  const accountId = useAccountId() ?? '';
  return (
    <Names>
      {groups.map(({ id, name }) => (
        <Link key={id} to="/a/$accountId/computers" params={{ accountId }} search={{ group: id }}>
          {name}
        </Link>
      ))}
    </Names>
  );
}

function ComputerLinks({ computers }: { computers: readonly Named[] }) {
  const accountId = useAccountId() ?? '';
  return (
    <Names>
      {computers.map(({ id, name }) => (
        <Link key={id} to="/a/$accountId/computers/$computerId" params={{ accountId, computerId: id }}>
          {name}
        </Link>
      ))}
    </Names>
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
