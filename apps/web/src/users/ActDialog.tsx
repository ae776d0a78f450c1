import type { GrantableRole } from '@latchkey/domain/role';
import { ConfirmDialog } from '../kit/Dialog.tsx';
import { Text } from '../kit/Layout.tsx';
import { KeptLines, NothingDialog } from '../kit/RefusedLines.tsx';
import { useSay } from '../kit/sentence.ts';
import { nameOf } from './list.ts';
import { askedOf, isMixed, type Question } from './question.ts';
import { RoleChoice } from './RoleChoice.tsx';

type AskProps = {
  question: Question;
  /** The roles that may be given. */
  roles: readonly GrantableRole[];
  onRole: (role: GrantableRole) => void;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks before something is done with users: what it does, who loses or gains what, and who stays and why (P9, I11). */
export function ActDialog({ question, roles, onRole, onConfirm, onClose }: AskProps) {
  const say = useSay();
  const { act, whom, role, forecast } = question;
  const kept = forecast?.kept ?? [];
  const told = { what: say('users.report.user'), lines: kept, nameOf };
  const users = 'users' in whom ? whom.users : [];
  const asked = askedOf(question);
  const isNobody = 'users' in whom ? kept.length === users.length : forecast?.count === 0;
  // The roles stay in sight, so that another one can be chosen.
  if (isNobody && act !== 'change-role') return <NothingDialog {...told} onClose={onClose} />;
  return (
    <ConfirmDialog
      opened
      danger={act === 'delete' || act === 'withdraw' || act === 'suspend'}
      title={say(`users.${act}.title`, asked)}
      confirm={say(`users.bulk.${act}`, { count: asked.count })}
      busy={question.isActing}
      awaitConsequences
      consequences={forecast?.consequences}
      error={question.error}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <Text>{say(`users.${act}.text`)}</Text>
      {isMixed(question) ? <Text>{say('users.delete.mixed')}</Text> : null}
      {'filter' in whom ? <Text>{say('users.all.text')}</Text> : null}
      {act === 'change-role' ? <RoleChoice roles={roles} chosen={role} onChoose={onRole} /> : null}
      {kept.length > 0 ? <KeptLines {...told} /> : null}
    </ConfirmDialog>
  );
}
