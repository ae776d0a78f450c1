import { Button } from '../kit/Button.tsx';
import { ConfirmDialog, Dialog } from '../kit/Dialog.tsx';
import { Row, Stack, Text } from '../kit/Layout.tsx';
import { useSay } from '../kit/sentence.ts';
import { nameOf } from './list.ts';
import { RefusedLines } from './RefusedLines.tsx';
import type { Removal } from './use-removal.ts';

type RemovalProps = { removal: Removal; onConfirm: () => void; onClose: () => void };

/** Asks before users are deleted or invitations withdrawn: who loses what, and who stays and why (P9, I11). */
export function RemovalDialog({ removal, onConfirm, onClose }: RemovalProps) {
  const say = useSay();
  const { act, users, forecast } = removal;
  const kept = forecast?.refused ?? [];
  const count = users.length - kept.length;
  const [first] = users;
  if (kept.length === users.length) return <NothingDialog removal={removal} onClose={onClose} />;
  const isMixed = act === 'delete' && users.some(({ status }) => status === 'invited');
  const title = { count: users.length, name: first === undefined ? '' : nameOf(first) };
  return (
    <ConfirmDialog
      opened
      danger
      title={say(`users.${act}.title`, title)}
      confirm={say(`users.bulk.${act}`, { count })}
      busy={removal.isActing}
      awaitConsequences
      consequences={forecast?.consequences ?? (forecast === undefined ? undefined : [])}
      error={removal.error}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <Text>{say(`users.${act}.text`)}</Text>
      {isMixed ? <Text>{say('users.delete.mixed')}</Text> : null}
      {kept.length > 0 ? <Kept removal={removal} /> : null}
    </ConfirmDialog>
  );
}

function Kept({ removal }: { removal: Removal }) {
  const say = useSay();
  const lines = removal.forecast?.refused ?? [];
  const label = say('users.removal.kept', { count: lines.length });
  return (
    <Stack gap="tight">
      <Text>{label}</Text>
      <RefusedLines label={label} lines={lines} />
    </Stack>
  );
}

function NothingDialog({ removal, onClose }: Omit<RemovalProps, 'onConfirm'>) {
  const say = useSay();
  return (
    <Dialog opened title={say('users.removal.none.title')} onClose={onClose}>
      <Stack>
        <Kept removal={removal} />
        <Row justify="end">
          <Button onClick={onClose}>{say('kit.close')}</Button>
        </Row>
      </Stack>
    </Dialog>
  );
}
