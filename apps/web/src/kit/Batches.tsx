import { listBatches, stopBatch } from '@latchkey/contract/batch';
import type { Refusal } from '@latchkey/domain/refusal';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from './Button.tsx';
import { Row, Text } from './Layout.tsx';
import { Notice } from './Notice.tsx';
import { Progress } from './Progress.tsx';
import { askOf, useAccountId, useAct } from './query.ts';
import { sentenceOf, useSay } from './sentence.ts';
import { recall, remember } from './storage.ts';
import { hiddenAfter, hiddenIn, shownOf, unnamedOf, workedOf, type Batch } from './batches.ts';
import css from './Batches.module.css';

/** News tell of progress; this is for when they don't get through. */
const ASK_AGAIN_MS = 2_000;

type BatchesProps = {
  about: Batch['about'];
  /** What a job that is under way does: "Suspend 640 users". */
  labelOf: (batch: Batch) => string;
};

/** The jobs over all that matched: how far they are, and what came of them. They go on while nobody looks. */
export function Batches({ about, labelOf }: BatchesProps) {
  const accountId = useAccountId() ?? '';
  const place = `latchkey.batches.${about}` as const;
  const [hidden, setHidden] = useState(() => hiddenIn(recall(place)));
  const { data } = useQuery({
    ...askOf(listBatches, { accountId, query: { about } }),
    refetchInterval: ({ state }) =>
      state.data?.items.some((batch) => batch.state === 'running') ? ASK_AGAIN_MS : false,
  });
  const batches = data?.items ?? [];
  const hide = (id: string) => {
    const text = hiddenAfter(hidden, id, batches);
    remember(place, text);
    setHidden(hiddenIn(text));
  };
  return shownOf(batches, hidden).map((batch) =>
    batch.state === 'running' ? (
      <Running key={batch.id} batch={batch} label={labelOf(batch)} />
    ) : (
      <Ended key={batch.id} batch={batch} onHide={() => hide(batch.id)} />
    ),
  );
}

function Running({ batch, label }: { batch: Batch; label: string }) {
  const { act, isActing } = useAct(stopBatch, { changes: [batch.about] });
  return (
    <Progress
      label={label}
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
    <Notice tone={refused > 0 || left > 0 ? 'warn' : 'good'} title={say(`batch.did.${batch.act}`, { count: done })}>
      {state === 'stopped' && left > 0 ? <Text>{say('batch.stopped', { count: left })}</Text> : null}
      {refused > 0 ? <Text>{say('batch.refused', { count: refused })}</Text> : null}
      <ul className={css.reasons}>
        {batch.refusals.map((reason) => (
          <li key={reason.code}>
            <ReasonLine reason={reason} />
          </li>
        ))}
      </ul>
      <Row>
        <Button small onClick={onHide}>
          {say('batch.hide')}
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
  // Without its facts; the refusals of these acts have none but this one, which names a permission.
  const isLost = reason.code === 'not-permitted';
  const sentence = isLost ? say('batch.not-permitted') : sentenceOf(say, { code: reason.code } as Refusal);
  return (
    <>
      {sentence} <span className={css.dim}>{names}</span>
      {more > 0 ? <span className={css.dim}> {say('batch.more', { count: more })}</span> : null}
    </>
  );
}
