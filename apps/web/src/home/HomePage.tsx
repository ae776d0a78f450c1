import { hasNoGroupsLeft } from '../kit/may.ts';
import { Notice } from '../kit/Notice.tsx';
import { Page } from '../kit/Page.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { profileName, useAccount, useMe, useMine } from '../kit/session.ts';
import { Skeleton } from '../kit/States.tsx';
import { AdminHome, ManagerHome } from './AdminHome.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { HandoverNotice } from './HandoverNotice.tsx';
import { MemberHome } from './MemberHome.tsx';
import { NotBrought } from './NotBrought.tsx';
import { OtherProfiles } from './OtherProfiles.tsx';
import { useOwnGroups } from '../kit/use-own-groups.ts';
import { RequestsWaiting } from './RequestsWaiting.tsx';
import { isSettled, stepsOf } from './steps.ts';

/** Home (N2): first steps and users for who runs the account, computers for everybody else. */
export function HomePage() {
  const say = useSay();
  const accountId = useAccountId();
  const account = useAccount();
  const me = useMe();
  const profile = me?.profiles.find((each) => each.account_id === accountId);
  const others = me?.profiles.filter((each) => each.account_id !== accountId) ?? [];
  const mine = useMine();
  const own = useOwnGroups('users.view');
  const steps = account === undefined ? [] : stepsOf(account, me?.is_operator ?? false);
  return (
    <Page
      title={me === undefined ? say('home.title') : say('home.welcome', { name: me.name })}
      lead={profile === undefined ? undefined : profileName(say, profile)}
    >
      {account === undefined ? <Skeleton lines={5} /> : null}
      {account === undefined ? null : (
        <NotBrought key={account.id} accountId={account.id} company={account.company_name} />
      )}
      {account === undefined ? null : <HandoverNotice company={account.company_name} />}
      {isSettled(steps) ? null : <FirstSteps steps={steps} company={account?.company_name ?? ''} />}
      {steps.length === 0 ? null : <AdminHome mayInvite={isSettled(steps)} />}
      {hasNoGroupsLeft(mine) ? <Notice>{say('kit.own-groups.none')}</Notice> : null}
      {steps.length === 0 && own !== undefined ? <ManagerHome own={own} /> : null}
      {account === undefined || steps.length > 0 ? null : <RequestsWaiting />}
      {account === undefined || steps.length > 0 ? null : <MemberHome company={account.company_name} />}
      {account === undefined || others.length === 0 ? null : <OtherProfiles profiles={others} />}
    </Page>
  );
}
