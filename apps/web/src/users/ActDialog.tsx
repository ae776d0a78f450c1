import type { GrantableRole } from '@latchkey/domain/role';
import { ConfirmDialog } from '../kit/Dialog.tsx';
import { Text } from '../kit/Layout.tsx';
import { KeptLines, NothingDialog } from '../kit/RefusedLines.tsx';
import { useSay } from '../kit/sentence.ts';
import { isGroup } from './acts.ts';
import { GroupPick } from './GroupPick.tsx';
import { nameOf } from './list.ts';
import { askedOf, isMixed, type Question } from './question.ts';
import { RoleChoice, type RoleToGive } from './RoleChoice.tsx';

type AskProps = {
  question: Question;
  /** The roles that may be given. */
  roles: readonly GrantableRole[];
  onRole: (given: RoleToGive) => void;
  onGroup: (group: string) => void;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks before something is done with users: what it does, who loses or gains what, and who stays and why (P9, I11). */
export function ActDialog({ question, roles, onRole, onGroup, onConfirm, onClose }: AskProps) {
  const say = useSay();
  const { act, whom, role, customRole, group, forecast } = question;
  const kept = forecast?.kept ?? [];
  const told = { what: say('users.report.user'), lines: kept, nameOf };
  const users = 'users' in whom ? whom.users : [];
  const asked = askedOf(question);
  const isNobody = 'users' in whom ? kept.length === users.length : forecast?.count === 0;
  const isChoosing = act === 'change-role' || isGroup(act);
  // What is chosen stays in sight, so that something else can be.
  if (isNobody && !isChoosing) return <NothingDialog {...told} onClose={onClose} />;
  return (
    <ConfirmDialog
      opened
      danger={act === 'delete' || act === 'withdraw' || act === 'suspend'}
      title={say(`users.${act}.title`, asked)}
      confirm={say(`users.bulk.${act}`, { count: asked.count })}
      busy={question.isActing}
      awaitConsequences
      isOpenStill={isGroup(act) && (group === undefined || isNobody)}
      consequences={forecast?.consequences}
      error={question.error}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <Text>{say(`users.${act}.text`)}</Text>
      {isMixed(question) ? <Text>{say('users.delete.mixed')}</Text> : null}
      {'filter' in whom ? <Text>{say('users.all.text')}</Text> : null}
      {act === 'change-role' ? <RoleChoice roles={roles} chosen={{ role, customRole }} onChoose={onRole} /> : null}
      {isGroup(act) ? <GroupPick act={act} picked={group} onPick={onGroup} /> : null}
      {isGroup(act) && forecast?.consequences.length === 0 ? (
        <Text dim>{say('users.group.nothing-changes')}</Text>
      ) : null}
      {kept.length > 0 ? <KeptLines {...told} /> : null}
    </ConfirmDialog>
  );
}
