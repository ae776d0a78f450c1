import { readComputer } from '@latchkey/contract/computer';
import type { MessageId } from '@latchkey/messages/catalogue';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { Ask } from '../kit/Ask.tsx';
import { RefusedError } from '../kit/call.ts';
import { Row, Text } from '../kit/Layout.tsx';
import { Notice } from '../kit/Notice.tsx';
import { Page } from '../kit/Page.tsx';
import { ASK_AGAIN_MS, useAccountId, useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useMe } from '../kit/session.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { BackLink } from './BackLink.tsx';
import { CodeForm } from './CodeForm.tsx';
import { Over } from './Over.tsx';
import { useSession, type Session } from './use-session.ts';

const load = async () => ({ default: (await import('./DesktopView.tsx')).DesktopView });
const DesktopView = lazy(load);

/** Connecting to a computer (C4): the code form, the desktop over the whole window, and why a session ended. */
export function ConnectPage() {
  const say = useSay();
  const me = useMe();
  const accountId = useAccountId() ?? '';
  const computerId = useParams({ strict: false, select: (params: { computerId?: string }) => params.computerId }) ?? '';
  const session = useSession();
  // Its bar and menus come while the code is typed.
  useEffect(() => void load().catch(() => undefined), []);
  const { stage, over } = session.state;
  const isOpen = stage === 'open' || stage === 'lost';
  // Who waits for it to come online, or to be unlocked, sees when it is.
  const options = isOpen ? {} : { refetchInterval: ASK_AGAIN_MS };
  const read = useCall(readComputer, { params: { computer_id: computerId } }, options);
  const { data: computer, error, refetch } = read;
  if (error instanceof RefusedError && error.refusal.code === 'not-found' && !isOpen && stage !== 'over')
    return <Gone computerId={computerId} />;
  const title = say(titleOf(session.state), { computer: computer?.name ?? '…' });
  if (stage === 'over' && over) return <Over over={over} name={computer?.name ?? ''} onAgain={session.acts.again} />;
  return (
    <Page title={title} narrow lead={me === undefined ? '\u00a0' : say('viewer.lead', { name: me.name })}>
      {computer === undefined ? (
        error === null ? (
          <Skeleton lines={4} />
        ) : (
          <FailedState error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <CodeForm session={session} computer={computer} accountId={accountId} personId={me?.id ?? ''} />
      )}
      {isOpen ? (
        <Suspense>
          <DesktopView session={session} name={computer?.name ?? ''} personId={me?.id ?? ''} computerId={computerId} />
        </Suspense>
      ) : null}
    </Page>
  );
}

/** What the tab is called: of several, and of those out of sight, one sees which needs somebody. */
function titleOf({ stage, idleEnd }: Session['state']): MessageId {
  if (stage === 'lost') return 'viewer.coming-back.tab';
  if (stage !== 'open') return 'viewer.title';
  return idleEnd === undefined ? 'viewer.tab' : 'viewer.idle.tab';
}

function Gone({ computerId }: { computerId: string }) {
  const say = useSay();
  return (
    <Page title={say('viewer.gone.title')} narrow>
      <Notice>
        <Text>{say('viewer.gone.text')}</Text>
      </Notice>
      <Ask who wish={{ computer_id: computerId }} />
      <Row>
        <BackLink look="primary" />
      </Row>
    </Page>
  );
}
