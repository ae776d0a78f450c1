import { readAccess } from '@latchkey/contract/computer-access';
import { useState } from 'react';
import { draftOf, type AccessDraft } from '../kit/access.ts';
import { AccessChoice } from '../kit/AccessChoice.tsx';
import { Button } from '../kit/Button.tsx';
import { ConfirmDialog } from '../kit/Dialog.tsx';
import { Card, Facts, Row, Stack, Text } from '../kit/Layout.tsx';
import { Link } from '../kit/Link.tsx';
import { useAccountId, useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { toastDone } from '../kit/toast.ts';
import { useAccess } from '../kit/use-access.ts';
import { useForesight } from '../kit/use-foresight.ts';
import { mayGive, type Viewer } from './acts.ts';
import { nameOf, type User } from './list.ts';

/** Which computers a user reaches, and by what; who gives access changes it here (G4). */
export function UserAccess({ user, viewer }: { user: User; viewer: Viewer }) {
  const say = useSay();
  const { data, error, refetch } = useCall(readAccess, { params: { member_id: user.id } });
  const [isChanging, setChanging] = useState(false);
  return (
    <Card
      title={say('computers.access.title')}
      actions={
        data !== undefined && mayGive(viewer, user) ? (
          <Button small onClick={() => setChanging(true)}>
            {say('computers.access.change')}
          </Button>
        ) : undefined
      }
    >
      {data === undefined ? (
        error === null ? (
          <Skeleton lines={3} />
        ) : (
          <FailedState error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <Given user={user} access={data} />
      )}
      {isChanging && data !== undefined ? (
        <ChangeDialog user={user} start={draftOf(data)} onClose={() => setChanging(false)} />
      ) : null}
    </Card>
  );
}

type Access = Parameters<typeof draftOf>[0] & { owned: { id: string; name: string }[]; reached: number };

function Given({ user, access }: { user: User; access: Access }) {
  const say = useSay();
  const { kind, groups, computers, owned, reached } = access;
  if (user.role === 'holder') return <Text>{say('computers.access.holder')}</Text>;
  const facts = [
    { term: say('computers.access.kind'), is: say(`computers.access.${kind}`) },
    ...(kind === 'chosen' && groups.length > 0
      ? [{ term: say('computers.access.groups'), is: groups.map(({ name }) => name).join(', ') }]
      : []),
    ...(kind === 'chosen' && computers.length > 0
      ? [{ term: say('computers.access.computers'), is: <ComputerLinks computers={computers} /> }]
      : []),
    ...(owned.length > 0 ? [{ term: say('computers.access.owned'), is: <ComputerLinks computers={owned} /> }] : []),
    { term: say('computers.access.reached'), is: say('computers.count', { count: reached }) },
  ];
  return (
    <Stack>
      {user.status === 'invited' ? <Text dim>{say('computers.access.invited')}</Text> : null}
      <Facts facts={facts} />
    </Stack>
  );
}

function ComputerLinks({ computers }: { computers: readonly { id: string; name: string }[] }) {
  const accountId = useAccountId() ?? '';
  return (
    <Row gap="tight">
      {computers.map(({ id, name }) => (
        <Link key={id} to="/a/$accountId/computers/$computerId" params={{ accountId, computerId: id }}>
          {name}
        </Link>
      ))}
    </Row>
  );
}

function ChangeDialog({ user, start, onClose }: { user: User; start: AccessDraft; onClose: () => void }) {
  const say = useSay();
  const access = useAccess();
  const [draft, setDraft] = useState(start);
  const [isActing, setActing] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const foresight = useForesight(JSON.stringify(draft), () => access.foresee(user.id, draft));
  const go = async () => {
    setActing(true);
    setFailure(undefined);
    try {
      await access.set(user.id, draft);
      onClose();
      toastDone(say('computers.access.changed'));
    } catch (error) {
      setFailure(error);
      setActing(false);
    }
  };
  return (
    <ConfirmDialog
      opened
      title={say('computers.access.change.title', { name: nameOf(user) })}
      confirm={say('computers.access.change.submit')}
      busy={isActing}
      awaitConsequences
      consequences={foresight.consequences}
      error={failure ?? foresight.error}
      onConfirm={() => void go()}
      onClose={onClose}
    >
      <AccessChoice access={draft} onChoose={setDraft} />
    </ConfirmDialog>
  );
}
