import { listBatches, stopBatch } from '@latchkey/contract/batch';
import type { Refusal } from '@latchkey/domain/refusal';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { Row, Text } from '../kit/Layout.tsx';
import { Notice } from '../kit/Notice.tsx';
import { Progress } from '../kit/Progress.tsx';
import { askOf, useAccountId, useAct } from '../kit/query.ts';
import { sentenceOf, useSay } from '../kit/sentence.ts';
import { recall, remember } from '../kit/storage.ts';
import { hiddenAfter, hiddenIn, shownOf, unnamedOf, workedOf, type Batch } from './batches.ts';
import css from './Users.module.css';

/** News tell of progress; this is for when they don't get through. */
const ASK_AGAIN_MS = 2_000;

/** The jobs over all that matched: how far they are, and what came of them. They go on while nobody looks. */
export function Batches() {
  const accountId = useAccountId() ?? '';
  const [hidden, setHidden] = useState(() => hiddenIn(recall('latchkey.batches')));
  const { data } = useQuery({
    ...askOf(listBatches, { accountId }),
    refetchInterval: ({ state }) =>
      state.data?.items.some((batch) => batch.state === 'running') ? ASK_AGAIN_MS : false,
  });
  const batches = data?.items ?? [];
  const hide = (id: string) => {
    const text = hiddenAfter(hidden, id, batches);
    remember('latchkey.batches', text);
    setHidden(hiddenIn(text));
  };
  return shownOf(batches, hidden).map((batch) =>
    batch.state === 'running' ? (
      <Running key={batch.id} batch={batch} />
    ) : (
      <Ended key={batch.id} batch={batch} onHide={() => hide(batch.id)} />
    ),
  );
}

function Running({ batch }: { batch: Batch }) {
  const say = useSay();
  const { act, isActing } = useAct(stopBatch, { changes: ['member'] });
  return (
    <Progress
      label={say(`users.bulk.${batch.act}`, { count: batch.total })}
      done={workedOf(batch)}
      total={batch.total}
      onStop={() => act({ params: { batch_id: batch.id } })}
      isStopping={isActing}
    />
  );
}

function Ended({ batch, onHide }: { batch: Batch; onHide: () => void }) {
  const say = useSay();
  const { state, total, done, refused } = batch;
  const left = total - workedOf(batch);
  return (
    <Notice
      tone={refused > 0 || left > 0 ? 'warn' : 'good'}
      title={say(`users.bulk.${batch.act}`, { count: Math.max(total, 1) })}
    >
      <Text>
        {say('users.batch.done', { count: done })}
        {state === 'stopped' && left > 0 ? ` ${say('users.batch.stopped', { count: left })}` : ''}
      </Text>
      {refused > 0 ? <Text>{say('users.batch.refused', { count: refused })}</Text> : null}
      <ul className={css.reasons}>
        {batch.refusals.map((reason) => (
          <li key={reason.code}>
            <ReasonLine reason={reason} />
          </li>
        ))}
      </ul>
      <Row>
        <Button small onClick={onHide}>
          {say('users.batch.hide')}
        </Button>
      </Row>
    </Notice>
  );
}

/** Why some were refused, with the first of them by name. */
function ReasonLine({ reason }: { reason: Batch['refusals'][number] }) {
  const say = useSay();
  const more = unnamedOf(reason);
  const names = reason.first.map(({ name }) => name).join(', ');
  // Without its facts; the refusals of these acts have none.
  const sentence = sentenceOf(say, { code: reason.code } as Refusal);
  return (
    <>
      {sentence} <span className={css.dim}>{names}</span>
      {more > 0 ? <span className={css.dim}> {say('users.batch.more', { count: more })}</span> : null}
    </>
  );
}
