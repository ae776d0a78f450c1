import { readAccess } from '@latchkey/contract/computer-access';
import { readMember } from '@latchkey/contract/member';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { RefusedError } from '../kit/call.ts';
import { Card, Row, Stack, Text } from '../kit/Layout.tsx';
import { Link } from '../kit/Link.tsx';
import { useNavigation } from '../kit/navigation.ts';
import { Page } from '../kit/Page.tsx';
import { useAccountId, useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useMay, useMayCall } from '../kit/session.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { mayManage, rolesToGive, type Viewer } from './acts.ts';
import type { RefusedLine } from '../kit/bulk-lines.ts';
import { nameOf, type User } from './list.ts';
import type { Question } from './question.ts';
import { UserAccess } from './UserAccess.tsx';
import { UserActs } from './UserActs.tsx';
import { UserFacts } from './UserFacts.tsx';
import { UserGroups } from './UserGroups.tsx';
import { UserHistory } from './UserHistory.tsx';
import { UserPermissions } from './UserPermissions.tsx';
import { useQuestion } from './use-question.ts';
import { useViewer } from './use-viewer.ts';

const ActDialog = lazy(async () => ({ default: (await import('./ActDialog.tsx')).ActDialog }));
const LeftUsers = lazy(async () => ({ default: (await import('./LeftUsers.tsx')).LeftUsers }));

/** One user of the account: how they stand, what can be done with them, and what happened to them. */
export function UserPage() {
  const say = useSay();
  const viewer = useViewer();
  const memberId = useParams({ strict: false, select: (params: { memberId?: string }) => params.memberId }) ?? '';
  const maySeeHistory = useMay('audit.view');
  const maySeeAccess = useMayCall(readAccess);
  // Whoever is being deleted is not asked for any more: the page is about to be left.
  const [isLeaving, setLeaving] = useState(false);
  const read = useCall(readMember, { params: { member_id: memberId } }, { enabled: !isLeaving });
  const { data: user, error, refetch } = read;
  if (error instanceof RefusedError && error.refusal.code === 'not-found') return <Gone />;
  return (
    <Page title={user === undefined ? '\u00a0' : nameOf(user)} lead={<BackToAll />}>
      {user === undefined ? (
        error === null ? (
          <Skeleton lines={8} />
        ) : (
          <FailedState error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <Stack gap="wide">
          <Card title={say('users.page.facts')}>
            <UserFacts user={user} />
          </Card>
          <UserPermissions user={user} viewer={viewer} />
          {maySeeAccess ? <UserGroups user={user} viewer={viewer} /> : null}
          {maySeeAccess ? <UserAccess user={user} viewer={viewer} /> : null}
          {mayManage(viewer) ? <Acts user={user} viewer={viewer} onLeaving={setLeaving} /> : null}
          {maySeeHistory ? <UserHistory memberId={user.id} /> : null}
        </Stack>
      )}
    </Page>
  );
}

type ActsProps = { user: User; viewer: Viewer; onLeaving: (isLeaving: boolean) => void };

/** The acts on the user, with what is asked before them. */
function Acts({ user, viewer, onLeaving }: ActsProps) {
  const accountId = useAccountId() ?? '';
  const { to } = useNavigation();
  const [left, setLeft] = useState<readonly RefusedLine<User>[]>([]);
  const { question, ask, confirm, chooseRole, chooseGroup, close, perform } = useQuestion({
    viewer,
    onRefused: setLeft,
  });
  const go = async (asked: Question) => {
    const isRemoval = asked.act === 'delete' || asked.act === 'withdraw';
    onLeaving(isRemoval);
    const isDone = await confirm(asked);
    if (isRemoval && isDone) await to({ to: '/a/$accountId/users', params: { accountId } });
    else onLeaving(false);
  };
  return (
    <>
      <UserActs {...{ user, viewer, ask, perform }} />
      {question === undefined ? null : (
        <Suspense fallback={null}>
          <ActDialog
            question={question}
            roles={rolesToGive(viewer)}
            onRole={(given) => chooseRole(question, given)}
            onGroup={(group) => chooseGroup(question, group)}
            onConfirm={() => void go(question)}
            onClose={close}
          />
        </Suspense>
      )}
      {left.length === 0 ? null : (
        <Suspense fallback={null}>
          <LeftUsers lines={left} onClose={() => setLeft([])} />
        </Suspense>
      )}
    </>
  );
}

function BackToAll() {
  const say = useSay();
  return (
    <Link to="/a/$accountId/users" params={{ accountId: useAccountId() ?? '' }}>
      {say('users.page.back')}
    </Link>
  );
}

function Gone() {
  const say = useSay();
  return (
    <Page title={say('users.page.gone.title')} narrow>
      <Text>{say('users.page.gone.text')}</Text>
      <Row>
        <BackToAll />
      </Row>
    </Page>
  );
}
