import { endNotice } from '@latchkey/contract/operator';
import { useMemo, useState } from 'react';
import { Badge } from '../kit/Badge.tsx';
import { Button } from '../kit/Button.tsx';
import { ConfirmDialog } from '../kit/Dialog.tsx';
import { Text } from '../kit/Layout.tsx';
import { NoticeTimes } from '../kit/NoticeBanner.tsx';
import { useAct, type List } from '../kit/query.ts';
import { useFormats, useSay } from '../kit/sentence.ts';
import { EmptyState } from '../kit/States.tsx';
import { Table, type Column } from '../kit/Table.tsx';
import { toastDone } from '../kit/toast.ts';
import css from './Notices.module.css';
import { stateOf, type Listed } from './notices.ts';

const idOf = (notice: Listed) => notice.id;
const textOf = (notice: Listed) => notice.text;

/** Every notice there was, newest first; those that are not over can be ended. */
export function NoticeList({ list }: { list: List<Listed> }) {
  const say = useSay();
  const [ending, setEnding] = useState<Listed>();
  const columns = useColumns(setEnding);
  return (
    <>
      <Table
        label={say('operator.notices.title')}
        {...{ columns, idOf }}
        rows={list.rows}
        nameOf={textOf}
        isPending={list.isPending}
        empty={<EmptyState icon="notice" title={say('operator.notices.empty')} />}
        hasMore={list.hasMore}
        isLoadingMore={list.isLoadingMore}
        onMore={list.loadMore}
      />
      {ending === undefined ? null : <Ending notice={ending} onClose={() => setEnding(undefined)} />}
    </>
  );
}

function Ending({ notice, onClose }: { notice: Listed; onClose: () => void }) {
  const say = useSay();
  const { act, isActing, error } = useAct(endNotice, {
    onDone: () => {
      toastDone(say('operator.notices.ended'));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      opened
      title={say('operator.notices.end.title')}
      confirm={say('operator.notices.end')}
      busy={isActing}
      error={error}
      onConfirm={() => act({ params: { notice_id: notice.id } })}
      onClose={onClose}
    >
      <Text>{notice.text}</Text>
    </ConfirmDialog>
  );
}

function useColumns(onEnd: (notice: Listed) => void): readonly Column<Listed>[] {
  const say = useSay();
  return useMemo(
    () => [
      {
        key: 'what',
        head: say('operator.notices.column.what'),
        width: 'grow',
        cell: (notice) => <What notice={notice} />,
      },
      { key: 'state', head: say('operator.notices.column.state'), cell: (notice) => <State notice={notice} /> },
      {
        key: 'posted',
        head: say('operator.notices.column.posted'),
        wideOnly: true,
        cell: (notice) => <PostedBy notice={notice} />,
      },
      {
        key: 'end',
        head: say('kit.table.acts'),
        width: 'fit',
        cell: (notice) =>
          notice.state === 'over' ? null : (
            <span className={css.end}>
              <Button small onClick={() => onEnd(notice)}>
                {say('operator.notices.end.short')}
              </Button>
            </span>
          ),
      },
    ],
    [say, onEnd],
  );
}

function What({ notice }: { notice: Listed }) {
  const say = useSay();
  return (
    <span className={css.what}>
      <span className={css.text}>{notice.text}</span>
      <span className={css.when}>
        {say(`kit.notice.${notice.kind}`)} <NoticeTimes notice={notice} />
      </span>
    </span>
  );
}

function State({ notice }: { notice: Listed }) {
  const say = useSay();
  const { id, tone } = stateOf(notice);
  return <Badge tone={tone}>{say(id)}</Badge>;
}

function PostedBy({ notice }: { notice: Listed }) {
  const { ago, dateTime } = useFormats();
  return (
    <span className={css.what}>
      <span>{notice.posted_by}</span>
      <time className={css.when} dateTime={notice.made_at} title={dateTime(notice.made_at)}>
        {ago(notice.made_at)}
      </time>
    </span>
  );
}
