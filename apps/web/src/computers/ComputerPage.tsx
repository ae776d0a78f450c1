import { readComputer } from '@latchkey/contract/computer';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Ask } from '../kit/Ask.tsx';
import { RefusedError } from '../kit/call.ts';
import { ConnectLink } from '../kit/ConnectLink.tsx';
import { Card, Row, Stack, Text } from '../kit/Layout.tsx';
import { Link } from '../kit/Link.tsx';
import { mayDo } from '../kit/may.ts';
import { mayHere } from '../kit/may-here.ts';
import { useNavigation } from '../kit/navigation.ts';
import { Page } from '../kit/Page.tsx';
import { ASK_AGAIN_MS, useAccountId, useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { actsOn, type Viewer } from './acts.ts';
import { LazyDialogs } from './LazyDialogs.tsx';
import { ComputerActs } from './ComputerActs.tsx';
import { ComputerFacts, type ComputerRead } from './ComputerFacts.tsx';
import css from './Computers.module.css';
import type { Question } from './question.ts';
import { useQuestion } from './use-question.ts';
import { useViewer } from './use-viewer.ts';

// What stands below asks for rows of its own, so it may come later.
const Reachers = lazy(async () => ({ default: (await import('./Reachers.tsx')).Reachers }));
const LockTable = lazy(async () => ({ default: (await import('../kit/LockTable.tsx')).LockTable }));
const SessionTable = lazy(async () => ({ default: (await import('../kit/SessionTable.tsx')).SessionTable }));

/** One computer: how it stands, who reaches it and how, its locks and sessions, and what can be done with it. */
export function ComputerPage() {
  const viewer = useViewer();
  const computerId = useParams({ strict: false, select: (params: { computerId?: string }) => params.computerId }) ?? '';
  // What is being removed is not asked for any more: the page is about to be left.
  const [isLeaving, setLeaving] = useState(false);
  const options = { enabled: !isLeaving, refetchInterval: ASK_AGAIN_MS };
  const { data: computer, error, refetch } = useCall(readComputer, { params: { computer_id: computerId } }, options);
  if (error instanceof RefusedError && error.refusal.code === 'not-found') return <Gone computerId={computerId} />;
  return (
    <Page
      title={computer?.name ?? '\u00a0'}
      lead={<BackToAll />}
      actions={computer === undefined ? undefined : <ConnectLink computer={computer} look="primary" />}
    >
      {computer === undefined ? (
        error === null ? (
          <Skeleton lines={8} />
        ) : (
          <FailedState error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <Parts {...{ computer, viewer }} onLeaving={setLeaving} />
      )}
    </Page>
  );
}

type PartsProps = { computer: ComputerRead; viewer: Viewer; onLeaving: (isLeaving: boolean) => void };

function Parts({ computer, viewer, onLeaving }: PartsProps) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  const { to } = useNavigation();
  const asking = useQuestion();
  const isOwner = computer.owner?.member_id === viewer.member_id;
  const seesReachers = isOwner || mayHere(viewer, 'computers.manage', computer);
  // Whoever is given access is picked from the users.
  const mayGrant = mayHere(viewer, 'access.grant', computer) && mayDo(viewer, 'users.view');
  const seesLocks = isOwner || mayHere(viewer, 'computers.unlock', computer);
  const go = async (question: Question) => {
    const isRemoval = question.act === 'remove';
    onLeaving(isRemoval);
    const isDone = await asking.confirm(question);
    if (isRemoval && isDone) await to({ to: '/a/$accountId/computers', params: { accountId } });
    else onLeaving(false);
  };
  return (
    <Stack gap="wide">
      <Card title={say('computers.page.facts')}>
        <ComputerFacts computer={computer} />
      </Card>
      {actsOn(viewer, computer).length > 0 ? <ComputerActs {...{ computer, viewer }} ask={asking.ask} /> : null}
      <Suspense fallback={<Skeleton lines={4} />}>
        {seesReachers ? <Reachers {...{ computer, mayGrant }} /> : null}
        {seesLocks ? (
          <Section title={say('computers.page.locks')}>
            <LockTable label={say('computers.page.locks')} asked={{ computer_id: computer.id }} />
          </Section>
        ) : null}
        <Section title={say('computers.page.sessions')}>
          <SessionTable label={say('computers.page.sessions')} asked={{ computer_id: computer.id }} />
        </Section>
      </Suspense>
      <LazyDialogs asking={asking} onConfirm={(question) => void go(question)} />
    </Stack>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <Stack>
        <h2 className={css.heading}>{title}</h2>
        {children}
      </Stack>
    </section>
  );
}

function BackToAll() {
  const say = useSay();
  return (
    <Link to="/a/$accountId/computers" params={{ accountId: useAccountId() ?? '' }}>
      {say('computers.back')}
    </Link>
  );
}

function Gone({ computerId }: { computerId: string }) {
  const say = useSay();
  return (
    <Page title={say('computers.page.gone')} narrow>
      <Text>{say('computers.page.gone.text')}</Text>
      <Ask who wish={{ computer_id: computerId }} />
      <Row>
        <BackToAll />
      </Row>
    </Page>
  );
}
