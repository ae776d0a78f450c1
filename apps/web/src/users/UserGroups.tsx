import { readAccess } from '@latchkey/contract/computer-access';
import { addGroupMembers, removeGroupMembers } from '@latchkey/contract/group';
import type { Reply } from '@latchkey/contract/operation';
import { useState, type ReactNode } from 'react';
import { Button, IconButton } from '../kit/Button.tsx';
import { Card, Text } from '../kit/Layout.tsx';
import { Link } from '../kit/Link.tsx';
import { OneActDialog } from '../kit/OneActDialog.tsx';
import { useAccountId, useAct, useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { STEP } from '../kit/user-groups.ts';
import { mayGroup, type GroupAct, type Viewer } from './acts.ts';
import { GroupPick } from './GroupPick.tsx';
import { nameOf, type User } from './list.ts';
import { doneOf } from './question.ts';
import css from './Users.module.css';

type Group = Reply<typeof readAccess>['user_groups'][number];
type CardProps = { user: User; viewer: Viewer };

/** The user groups somebody is in, each after those above it; who manages groups puts them into others and takes them out (G1). */
export function UserGroups({ user, viewer }: CardProps) {
  const say = useSay();
  const { data, error, refetch } = useCall(readAccess, { params: { member_id: user.id } });
  const [asked, setAsked] = useState<'adding' | Group>();
  const groups = data?.user_groups;
  const mayChange = mayGroup(viewer, user);
  const close = () => setAsked(undefined);
  return (
    <Card
      title={say('users.page.groups')}
      actions={
        groups !== undefined && mayChange ? (
          <Button small icon="plus" onClick={() => setAsked('adding')}>
            {say('users.short.add-to-group')}
          </Button>
        ) : undefined
      }
    >
      {groups !== undefined ? (
        <GroupList groups={groups} {...(mayChange ? { onRemove: setAsked } : {})} />
      ) : error === null ? (
        <Skeleton lines={2} />
      ) : (
        <FailedState error={error} onRetry={() => void refetch()} />
      )}
      {asked === 'adding' ? <AddDialog user={user} groups={groups ?? []} onClose={close} /> : null}
      {asked === undefined || asked === 'adding' ? null : <RemoveDialog user={user} group={asked} onClose={close} />}
    </Card>
  );
}

function GroupList({ groups, onRemove }: { groups: readonly Group[]; onRemove?: (group: Group) => void }) {
  const say = useSay();
  if (groups.length === 0) return <Text dim>{say('users.page.groups.none')}</Text>;
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

type DialogProps = { user: User; onClose: () => void };

function AddDialog({ user, groups, onClose }: DialogProps & { groups: readonly Group[] }) {
  const say = useSay();
  const [picked, setPicked] = useState<string>();
  return (
    <MembershipDialog
      {...{ user, onClose }}
      act="add-to-group"
      group={picked}
      title={say('users.add-to-group.title', { count: 1, name: nameOf(user) })}
    >
      <Text>{say('users.add-to-group.text')}</Text>
      <GroupPick act="add-to-group" picked={picked} onPick={setPicked} but={groups.map(({ id }) => id)} />
    </MembershipDialog>
  );
}

function RemoveDialog({ user, group, onClose }: DialogProps & { group: Group }) {
  const say = useSay();
  return (
    <MembershipDialog
      {...{ user, onClose }}
      act="remove-from-group"
      group={group.id}
      title={say('users.page.groups.remove.title', { name: nameOf(user), group: group.name })}
    >
      <Text>{say('users.remove-from-group.text')}</Text>
    </MembershipDialog>
  );
}

type MembershipProps = DialogProps & { act: GroupAct; group: string | undefined; title: string; children: ReactNode };

/** What changes besides the groups. */
const CHANGED = ['member', 'computer', 'session', 'audit'];
const operations = { 'add-to-group': addGroupMembers, 'remove-from-group': removeGroupMembers };

/** Asks before a user is put into a group or taken out, with what they gain or lose by it (P9), then does it. */
function MembershipDialog({ user, act, group, children, ...asked }: MembershipProps) {
  const say = useSay();
  const perform = useAct(operations[act], { changes: CHANGED }).actAndWait;
  const done = doneOf(act, [undefined]).map(({ id, count }) => say(id, { count }));
  return (
    <OneActDialog
      {...asked}
      perform={perform}
      item={group === undefined ? undefined : { group_id: group, member_id: user.id }}
      confirm={say(`users.bulk.${act}`, { count: 1 })}
      nothing={say('users.group.nothing-changes')}
      done={done.join(' ')}
    >
      {children}
    </OneActDialog>
  );
}
