import { ConfirmDialog } from '../kit/Dialog.tsx';
import { Text } from '../kit/Layout.tsx';
import type { Pick } from '../kit/picks.ts';
import { PickList } from '../kit/PickList.tsx';
import type { RefusedLine } from '../kit/bulk-lines.ts';
import { KeptLines, NothingDialog, RefusedDialog } from '../kit/RefusedLines.tsx';
import { useSay } from '../kit/sentence.ts';
import type { Named } from './GroupDialogs.tsx';
import { chosenAmong } from './members.ts';
import { usePeople } from './use-people.ts';
import type { MembersQuestion } from './use-membership.ts';

type DialogProps = {
  group: Named;
  question: MembersQuestion;
  /** Who is known to be in the group, and not offered to be put into it. */
  members: ReadonlySet<string>;
  /** Gets who is picked to be put into the group. */
  onPick: (users: readonly Pick[]) => void;
  onConfirm: () => void;
  onClose: () => void;
};

const labelOf = (user: Pick) => user.label;

/** Asks before users are put into a group or taken out of it: who, what follows from it, and who stays and why (P9). */
export function MembersDialog(props: DialogProps) {
  const say = useSay();
  const { question, group, onConfirm, onClose } = props;
  const { act, users, forecast } = question;
  const kept = forecast?.kept ?? [];
  const told = { what: say('users.report.user'), lines: kept, nameOf: labelOf };
  const isNobody = users.length > 0 && kept.length === users.length;
  const meant = users.filter((user) => !kept.some(({ item }) => item === user));
  const count = Math.max(meant.length, 1);
  if (isNobody && act === 'remove') return <NothingDialog {...told} onClose={onClose} />;
  const words =
    act === 'add'
      ? {
          title: say('groups.members.add.title', { name: group.name }),
          confirm: meant.length === 0 ? say('groups.members.add') : say('groups.members.add.submit', { count }),
        }
      : {
          title: say('groups.members.remove.title', { count, name: meant[0]?.label ?? '', group: group.name }),
          confirm: say('groups.members.remove.submit', { count }),
        };
  return (
    <ConfirmDialog
      opened
      {...words}
      danger={act === 'remove'}
      busy={question.isActing}
      awaitConsequences
      isOpenStill={users.length === 0 || isNobody}
      consequences={forecast?.consequences}
      error={question.error}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {act === 'add' ? (
        <People users={users} members={props.members} onPick={props.onPick} />
      ) : (
        <Text>{say('groups.members.remove.text')}</Text>
      )}
      {kept.length > 0 ? <KeptLines {...told} /> : null}
      {forecast !== undefined && !isNobody && forecast.consequences.length === 0 ? (
        <Text dim>{say('groups.nothing-changes')}</Text>
      ) : null}
    </ConfirmDialog>
  );
}

type PeopleProps = {
  users: readonly Pick[];
  members: ReadonlySet<string>;
  onPick: (users: readonly Pick[]) => void;
};

/** Users of the account to pick from, several at once. */
function People({ users, members, onPick }: PeopleProps) {
  const say = useSay();
  const picks = usePeople(users, members);
  return (
    <PickList
      several
      label={say('users.title')}
      picks={picks}
      chosen={users.map(({ id }) => id)}
      onChoose={(ids) => onPick(chosenAmong(picks.options, users, ids))}
    />
  );
}

/** Tells afterwards with whom nothing was done, and why. */
export function LeftDialog({ lines, onClose }: { lines: readonly RefusedLine<Pick>[]; onClose: () => void }) {
  const say = useSay();
  return <RefusedDialog what={say('users.report.user')} lines={lines} nameOf={labelOf} onClose={onClose} />;
}
