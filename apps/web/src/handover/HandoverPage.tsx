import { readHandover } from '@latchkey/contract/handover';
import { Card, Stack, Text } from '../kit/Layout.tsx';
import { Page } from '../kit/Page.tsx';
import { ASK_AGAIN_MS, useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useAccount } from '../kit/session.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { Offer } from './Offer.tsx';
import { UnderWay } from './UnderWay.tsx';

/** Handing the account over (P11): the holder offers it, the successor accepts, a day later it takes effect. */
export function HandoverPage() {
  const say = useSay();
  const account = useAccount();
  const asked = useCall(readHandover, {}, { refetchInterval: ASK_AGAIN_MS });
  const company = account?.company_name ?? '';
  return (
    <Page title={say('settings.handover')} lead={say('settings.handover.lead', { company })} narrow>
      {asked.error !== null && asked.data === undefined ? (
        <FailedState error={asked.error} onRetry={() => void asked.refetch()} />
      ) : asked.data === undefined || account === undefined ? (
        <Skeleton lines={6} />
      ) : asked.data.handover !== null ? (
        <UnderWay handover={asked.data.handover} company={company} />
      ) : account.my.role === 'holder' ? (
        <Offer />
      ) : (
        <Card>
          <Stack>
            <Text>{say('settings.handover.none', { company })}</Text>
          </Stack>
        </Card>
      )}
    </Page>
  );
}
