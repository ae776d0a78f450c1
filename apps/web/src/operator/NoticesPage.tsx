import { listNotices } from '@latchkey/contract/operator';
import { useState } from 'react';
import { Page } from '../kit/Page.tsx';
import { useList } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { FailedState } from '../kit/States.tsx';
import { NoticeForm } from './NoticeForm.tsx';
import { NoticeList } from './NoticeList.tsx';

/** What everybody is told on every page: posting it, what there was, ending it (O2). */
export function NoticesPage() {
  const say = useSay();
  const list = useList(listNotices, { query: {} });
  const [posted, setPosted] = useState(0);
  const failed = list.error !== null && list.rows.length === 0;
  return (
    <Page title={say('operator.notices.title')} lead={say('operator.notices.lead')}>
      <NoticeForm key={posted} onPosted={() => setPosted(posted + 1)} />
      {failed ? <FailedState error={list.error} onRetry={list.retry} /> : <NoticeList list={list} />}
    </Page>
  );
}
