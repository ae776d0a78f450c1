import { lazy, Suspense, useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { Stack, Text } from '../kit/Layout.tsx';
import { OuterLink } from '../kit/Link.tsx';
import { Page } from '../kit/Page.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useAccount, useMay } from '../kit/session.ts';
import { Tabs } from '../kit/Tabs.tsx';
import { AccountId } from './AccountId.tsx';
import { TokenList } from './TokenList.tsx';

const NewToken = lazy(async () => ({ default: (await import('./NewToken.tsx')).NewToken }));

/** API tokens (U3): one's own, and those of the account for who manages them. */
export function TokensPage() {
  const say = useSay();
  const account = useAccount();
  const accountId = useAccountId();
  const mayManage = useMay('tokens.manage');
  const [isMaking, setMaking] = useState(false);
  const own = { key: 'personal', label: say('tokens.own'), panel: <TokenList kind="personal" /> };
  const shared = { key: 'account', label: say('tokens.account'), panel: <TokenList kind="account" /> };
  return (
    <Page
      title={say('tokens.title')}
      lead={account === undefined ? '\u00a0' : say('tokens.lead', { company: account.company_name })}
      actions={
        <Button look="primary" icon="plus" onClick={() => setMaking(true)}>
          {say('tokens.new')}
        </Button>
      }
    >
      <Stack>
        <Text dim>
          {say('tokens.how')} <OuterLink href="/api/reference">{say('tokens.reference')}</OuterLink>
        </Text>
        {accountId === undefined ? null : <AccountId id={accountId} />}
        {mayManage ? <Tabs label={say('tokens.title')} tabs={[own, shared]} /> : own.panel}
      </Stack>
      {isMaking ? (
        <Suspense fallback={null}>
          <NewToken onClose={() => setMaking(false)} />
        </Suspense>
      ) : null}
    </Page>
  );
}
