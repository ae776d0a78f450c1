import type { GrantableRole } from '@latchkey/domain/role';
import { Button } from '../kit/Button.tsx';
import { ConfirmDialog, Dialog } from '../kit/Dialog.tsx';
import { Row, Stack, Text } from '../kit/Layout.tsx';
import { useSay } from '../kit/sentence.ts';
import type { RefusedLine } from './lines.ts';
import type { User } from './list.ts';
import { askedOf, isMixed, type Question } from './question.ts';
import { RefusedLines } from './RefusedLines.tsx';
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
  const users = 'users' in whom ? whom.users : [];
  const asked = askedOf(question);
  const isNobody = 'users' in whom ? kept.length === users.length : forecast?.count === 0;
  // The roles stay in sight, so that another one can be chosen.
  if (isNobody && act !== 'change-role') return <NothingDialog kept={kept} onClose={onClose} />;
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
      {kept.length > 0 ? <Kept kept={kept} /> : null}
    </ConfirmDialog>
  );
}

function Kept({ kept }: { kept: readonly RefusedLine<User>[] }) {
  const say = useSay();
  const label = say('users.kept', { count: kept.length });
  return (
    <Stack gap="tight">
      <Text>{label}</Text>
      <RefusedLines label={label} lines={kept} />
    </Stack>
  );
}

function NothingDialog({ kept, onClose }: { kept: readonly RefusedLine<User>[]; onClose: () => void }) {
  const say = useSay();
  return (
    <Dialog opened title={say('users.nothing.title')} onClose={onClose}>
      <Stack>
        {kept.length > 0 ? <Kept kept={kept} /> : null}
        <Row justify="end">
          <Button onClick={onClose}>{say('kit.close')}</Button>
        </Row>
      </Stack>
    </Dialog>
  );
}
