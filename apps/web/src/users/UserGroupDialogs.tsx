import { addGroupMembers, removeGroupMembers } from '@latchkey/contract/group';
import { useState, type ReactNode } from 'react';
import { Text } from '../kit/Layout.tsx';
import { OneActDialog } from '../kit/OneActDialog.tsx';
import { useAct } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import type { GroupAct } from './acts.ts';
import { GroupPick } from './GroupPick.tsx';
import { nameOf, type User } from './list.ts';
import { doneOf } from './question.ts';
import type { Group } from './UserGroups.tsx';

type DialogProps = { user: User; onClose: () => void };
type AskedProps = DialogProps & { asked: 'adding' | Group; groups: readonly Group[] };

/** What is asked before somebody is put into a group, or taken out of the one that is named. */
export function AskedDialog({ asked, groups, ...of }: AskedProps) {
  return asked === 'adding' ? <AddDialog {...of} groups={groups} /> : <RemoveDialog {...of} group={asked} />;
}

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
