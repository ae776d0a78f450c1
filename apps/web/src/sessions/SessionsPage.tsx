import { LockTable } from '../kit/LockTable.tsx';
import { Page } from '../kit/Page.tsx';
import { useSay } from '../kit/sentence.ts';
import { useAccount, useMay } from '../kit/session.ts';
import { useOwnGroups } from '../kit/use-own-groups.ts';
import { SessionTable } from '../kit/SessionTable.tsx';
import { Tabs, type Tab } from '../kit/Tabs.tsx';

/** Sessions (C11): live and those that are over, one's own, and the locks for who lifts them (S5). Everybody sees at least their own. */
export function SessionsPage() {
  const say = useSay();
  const account = useAccount();
  const seesAll = useMay('sessions.view');
  const maySeeLocks = useMay('computers.unlock');
  const own = useOwnGroups('sessions.view');
  const title = say('sessions.title');
  const live: Tab = {
    key: 'live',
    label: say('sessions.live'),
    panel: <SessionTable key="live" label={say('sessions.live')} asked={{ live: 'true' }} />,
  };
  const others: Tab[] = [
    {
      key: 'history',
      label: say('sessions.history'),
      panel: <SessionTable key="history" label={say('sessions.history')} asked={{ live: 'false' }} />,
    },
    {
      key: 'mine',
      label: say('sessions.mine'),
      panel: <SessionTable key="mine" label={say('sessions.mine')} asked={{ mine: 'true' }} />,
    },
    ...(maySeeLocks
      ? [{ key: 'locks', label: say('sessions.locks'), panel: <LockTable label={say('sessions.locks')} asked={{}} /> }]
      : []),
  ];
  const lead = own ?? say(seesAll ? 'sessions.lead' : 'sessions.lead.mine', { company: account?.company_name ?? '' });
  return (
    <Page title={title} lead={account === undefined ? '\u00a0' : lead}>
      <Tabs label={title} tabs={[live, ...others]} />
    </Page>
  );
}
