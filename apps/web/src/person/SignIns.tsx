import { endSignIns, listSignIns } from '@latchkey/contract/person';
import type { Reply } from '@latchkey/contract/operation';
import { Badge } from '../kit/Badge.tsx';
import { Button } from '../kit/Button.tsx';
import { Card, Row, Stack, Text } from '../kit/Layout.tsx';
import { Notice } from '../kit/Notice.tsx';
import { useAct, useList } from '../kit/query.ts';
import { useErrorSentence, useFormats, useSay } from '../kit/sentence.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { toastDone } from '../kit/toast.ts';
import { browserOf } from './browser.ts';
import css from './Person.module.css';

type SignIn = Reply<typeof listSignIns>['items'][number];

/** Where the person is signed in, and the way out of each (A5). */
export function SignIns() {
  const say = useSay();
  const failed = useErrorSentence();
  const list = useList(listSignIns, { query: {} });
  const { act, isActing, error } = useAct(endSignIns, {
    onDone: ({ ended }) => toastDone(say('person.sign-ins.ended', { count: ended })),
  });
  const others = list.rows.filter((row) => !row.is_this).length;
  if (list.error !== null && list.rows.length === 0) return <FailedState error={list.error} onRetry={list.retry} />;
  return (
    <Card title={say('person.sign-ins')}>
      <Stack>
        <Text dim>{say('person.sign-ins.text')}</Text>
        {error === null ? null : <Notice tone="bad">{failed(error)}</Notice>}
        {list.isPending ? <Skeleton lines={3} /> : null}
        <ul className={css.profiles}>
          {list.rows.map((row) => (
            <Line key={row.id} signIn={row} isBusy={isActing} onEnd={() => act({ body: { sign_in_ids: [row.id] } })} />
          ))}
        </ul>
        <Row>
          {list.hasMore ? (
            <Button look="quiet" busy={list.isLoadingMore} onClick={list.loadMore}>
              {say('kit.table.more')}
            </Button>
          ) : null}
          {others > 0 ? (
            <Button look="danger" busy={isActing} onClick={() => act({ body: { sign_in_ids: 'others' } })}>
              {say('person.sign-ins.end-others')}
            </Button>
          ) : null}
        </Row>
      </Stack>
    </Card>
  );
}

function Line({ signIn, isBusy, onEnd }: { signIn: SignIn; isBusy: boolean; onEnd: () => void }) {
  const say = useSay();
  const { ago, dateTime } = useFormats();
  const { browser, system } = browserOf(signIn.user_agent);
  const name =
    browser === '' && system === ''
      ? say('person.sign-ins.unknown')
      : [browser, system].filter((word) => word !== '').join(' · ');
  return (
    <li className={css.profile}>
      <div className={css.words}>
        <strong title={signIn.user_agent}>{name}</strong>
        <span className={css.dim} title={dateTime(signIn.made_at)}>
          {say('person.sign-ins.since', { when: ago(signIn.made_at), address: signIn.address })}
        </span>
      </div>
      {signIn.is_this ? (
        <Badge tone="good">{say('person.sign-ins.this')}</Badge>
      ) : (
        <Button small disabled={isBusy} onClick={onEnd} aria-label={say('person.sign-ins.end-of', { name })}>
          {say('person.sign-ins.end')}
        </Button>
      )}
    </li>
  );
}
