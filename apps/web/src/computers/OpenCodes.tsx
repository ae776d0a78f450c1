import { endCodes, listCodes } from '@latchkey/contract/computer-access';
import type { Reply } from '@latchkey/contract/operation';
import { useMemo, useState } from 'react';
import { ConfirmDialog } from '../kit/Dialog.tsx';
import { Stack, Text } from '../kit/Layout.tsx';
import { useAct, useList } from '../kit/query.ts';
import { useFormats, useSay } from '../kit/sentence.ts';
import { FailedState } from '../kit/States.tsx';
import { Table, type Column } from '../kit/Table.tsx';
import { toastDone } from '../kit/toast.ts';
import css from './Computers.module.css';

type Code = Reply<typeof listCodes>['items'][number];

const idOf = (code: Code) => code.id;
const nameOf = (code: Code) => code.owner?.name ?? code.computer?.name ?? code.group?.name ?? code.made_by?.name ?? '';

/** The codes that still let machines in, each of which can be withdrawn. */
export function OpenCodes() {
  const say = useSay();
  const list = useList(listCodes, { query: {} });
  const [ending, setEnding] = useState<Code>();
  const columns = useColumns();
  if (list.error !== null && list.rows.length === 0) return <FailedState error={list.error} onRetry={list.retry} />;
  if (!list.isPending && list.rows.length === 0) return null;
  return (
    <section>
      <Stack>
        <h2 className={css.heading}>{say('computers.codes')}</h2>
        <Table
          label={say('computers.codes')}
          {...{ columns, idOf, nameOf }}
          rows={list.rows}
          isPending={list.isPending}
          menuOf={(code) => [
            {
              key: 'end',
              label: say('computers.codes.end'),
              icon: 'close',
              danger: true,
              onPick: () => setEnding(code),
            },
          ]}
          empty={null}
          hasMore={list.hasMore}
          isLoadingMore={list.isLoadingMore}
          onMore={list.loadMore}
        />
      </Stack>
      {ending === undefined ? null : <EndDialog code={ending} onClose={() => setEnding(undefined)} />}
    </section>
  );
}

function EndDialog({ code, onClose }: { code: Code; onClose: () => void }) {
  const say = useSay();
  const { act, isActing, error } = useAct(endCodes, {
    changes: ['audit'],
    onDone: () => {
      onClose();
      toastDone(say('computers.codes.ended'));
    },
  });
  return (
    <ConfirmDialog
      opened
      danger
      title={say('computers.codes.end.title')}
      confirm={say('computers.codes.end')}
      busy={isActing}
      error={error}
      onConfirm={() => act({ body: { items: [{ code_id: code.id }] } })}
      onClose={onClose}
    >
      <Text>{say('computers.codes.end.text')}</Text>
    </ConfirmDialog>
  );
}

function useColumns(): readonly Column<Code>[] {
  const say = useSay();
  const { date, dateTime } = useFormats();
  return useMemo(
    () => [
      {
        key: 'kind',
        head: say('computers.codes.kind'),
        width: 'grow',
        cell: (code) => (
          <span className={css.words}>
            <span>{say(`computers.codes.kind.${code.kind}`)}</span>
            <span className={css.small}>
              {[code.owner?.name, code.computer?.name, code.group?.name]
                .filter((name) => name !== undefined)
                .join(' · ')}
            </span>
          </span>
        ),
      },
      {
        key: 'left',
        head: say('computers.codes.left'),
        width: 'fit',
        cell: (code) => say('computers.codes.left.of', { left: code.uses_left, uses: code.uses }),
      },
      { key: 'by', head: say('computers.codes.by'), wideOnly: true, cell: (code) => code.made_by?.name ?? '–' },
      {
        key: 'until',
        head: say('computers.codes.until'),
        width: 'fit',
        wideOnly: true,
        cell: ({ expires_at: at }) => (
          <time dateTime={at} title={dateTime(at)}>
            {date(at)}
          </time>
        ),
      },
    ],
    [say, date, dateTime],
  );
}
