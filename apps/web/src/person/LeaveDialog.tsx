import { leaveAccount } from '@latchkey/contract/member';
import { previewDeletion } from '@latchkey/contract/person';
import { refuseLeaving } from '@latchkey/domain/member';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from '../kit/Button.tsx';
import { ConfirmDialog, Dialog } from '../kit/Dialog.tsx';
import { Row, Stack, Text } from '../kit/Layout.tsx';
import { ButtonLink } from '../kit/Link.tsx';
import { followUp, perform, useCall } from '../kit/query.ts';
import { sentenceOf, useSay } from '../kit/sentence.ts';
import type { Profile } from '../kit/session.ts';
import { toastDone } from '../kit/toast.ts';
import { EndingComputers } from './EndingComputers.tsx';

type LeaveProps = { profile: Profile; onClose: () => void };

/** Asks before somebody leaves an account, with what they lose by it (P12); its holder is told to hand it over first. */
export function LeaveDialog({ profile, onClose }: LeaveProps) {
  const say = useSay();
  const client = useQueryClient();
  const { account_id: accountId, company_name: company } = profile;
  const leaving = useMutation({
    mutationFn: () => perform(leaveAccount, { accountId }),
    onSuccess: () =>
      followUp(client, { accountId, nouns: ['person'] }, () => {
        onClose();
        toastDone(say('person.leave.done', { company }));
      }),
  });
  // What deleting oneself would end says it of each account.
  const ending = useCall(previewDeletion, {}).data?.memberships.find((each) => each.account_id === accountId);
  if (refuseLeaving(profile.role) !== undefined) return <HolderStays profile={profile} onClose={onClose} />;
  return (
    <ConfirmDialog
      opened
      danger
      title={say('person.leave.title', { company })}
      confirm={say('person.leave.of', { company })}
      busy={leaving.isPending}
      error={leaving.error}
      onConfirm={() => leaving.mutate()}
      onClose={onClose}
    >
      <Text>{say('person.leave.text', { company })}</Text>
      {profile.role === 'member' ? null : (
        <Text>{say('person.leave.role', { role: say(`kit.role.${profile.role}`) })}</Text>
      )}
      {ending === undefined ? null : <EndingComputers of={ending} />}
      <Text dim>{say('person.leave.back', { company })}</Text>
    </ConfirmDialog>
  );
}

function HolderStays({ profile, onClose }: LeaveProps) {
  const say = useSay();
  const { account_id: accountId, company_name: company } = profile;
  return (
    <Dialog opened title={say('person.leave.title', { company })} onClose={onClose}>
      <Stack>
        <Text>{sentenceOf(say, { code: 'holder-must-stay' })}</Text>
        <Row justify="end">
          <Button onClick={onClose}>{say('kit.close')}</Button>
          <ButtonLink to="/a/$accountId/handover" params={{ accountId }} look="primary">
            {say('person.leave.handover')}
          </ButtonLink>
        </Row>
      </Stack>
    </Dialog>
  );
}
