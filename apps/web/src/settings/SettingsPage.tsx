import { readSettings } from '@latchkey/contract/account';
import { ButtonLink } from '../kit/Link.tsx';
import { Page } from '../kit/Page.tsx';
import { useAccountId, useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useAccount, useMay } from '../kit/session.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { EndOfAccount } from './EndOfAccount.tsx';
import { SettingsForm } from './SettingsForm.tsx';

/** Every account-wide setting on one page: what it means, its default, who changed it last (N4). */
export function SettingsPage() {
  const say = useSay();
  const account = useAccount();
  const mayManage = useMay('account.manage');
  const mayManageTokens = useMay('tokens.manage');
  const params = { accountId: useAccountId() ?? '' };
  const company = account?.company_name ?? '';
  return (
    <Page
      title={say('settings.title')}
      lead={account === undefined ? '\u00a0' : say('settings.lead', { company })}
      actions={
        mayManageTokens ? (
          <ButtonLink to="/a/$accountId/tokens" params={params} icon="key">
            {say('settings.tokens')}
          </ButtonLink>
        ) : undefined
      }
      narrow
    >
      {account === undefined || mayManage ? <Settings /> : <p>{say('settings.nobody', { company })}</p>}
      {account?.my.role === 'holder' ? <EndOfAccount company={company} /> : null}
    </Page>
  );
}

function Settings() {
  const settings = useCall(readSettings, {});
  if (settings.data === undefined) {
    if (settings.error === null) return <Skeleton lines={12} />;
    return <FailedState error={settings.error} onRetry={() => void settings.refetch()} />;
  }
  return <SettingsForm key={settings.data.version} read={settings.data} />;
}
