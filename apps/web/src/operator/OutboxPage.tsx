import { listOutbox } from '@latchkey/contract/operator';
import { useMemo, useState } from 'react';
import { Badge } from '../kit/Badge.tsx';
import { Button } from '../kit/Button.tsx';
import { Text } from '../kit/Layout.tsx';
import { Notice } from '../kit/Notice.tsx';
import { Page } from '../kit/Page.tsx';
import { useList } from '../kit/query.ts';
import { mailSentence, useFormats, useSay } from '../kit/sentence.ts';
import { EmptyState, FailedState } from '../kit/States.tsx';
import { Table, type Column } from '../kit/Table.tsx';
import { kindOf, problemOf, stateBadge, type Waiting } from './outbox.ts';
import css from './Outbox.module.css';
import { WaitingMail } from './WaitingMail.tsx';

const idOf = (mail: Waiting) => mail.id;
const recipientOf = (mail: Waiting) => mail.recipient;

/** The mails that are not out yet, each of which the operator may look at (O1). */
export function OutboxPage() {
  const say = useSay();
  const list = useList(listOutbox, { query: {} });
  const [open, setOpen] = useState<Waiting>();
  const columns = useColumns(setOpen);
  const { count = 0, more = false } = list.total ?? {};
  const failed = list.error !== null && list.rows.length === 0;
  return (
    <Page title={say('operator.outbox.title')} lead={say('operator.outbox.lead')}>
      <Notice tone="warn" title={say('operator.outbox.warning.title')}>
        {say('operator.outbox.warning')}
      </Notice>
      {failed ? (
        <FailedState error={list.error} onRetry={list.retry} />
      ) : (
        <div className={css.list}>
          <p className={css.count} role="status">
            {count > 0 ? say(more ? 'operator.outbox.count-more' : 'operator.outbox.count', { count }) : null}
          </p>
          <Table
            label={say('operator.outbox.title')}
            {...{ columns, idOf }}
            rows={list.rows}
            nameOf={recipientOf}
            isPending={list.isPending}
            empty={<NothingWaits />}
            hasMore={list.hasMore}
            isLoadingMore={list.isLoadingMore}
            onMore={list.loadMore}
          />
        </div>
      )}
      {open === undefined ? null : <WaitingMail mail={open} onClose={() => setOpen(undefined)} />}
    </Page>
  );
}

function NothingWaits() {
  const say = useSay();
  return (
    <EmptyState icon="outbox" title={say('operator.outbox.empty')}>
      <Text>{say('operator.outbox.empty.text')}</Text>
    </EmptyState>
  );
}

function useColumns(onOpen: (mail: Waiting) => void): readonly Column<Waiting>[] {
  const say = useSay();
  return useMemo(
    () => [
      {
        key: 'to',
        head: say('operator.outbox.column.recipient'),
        width: 'grow',
        cell: (mail) => <Recipient mail={mail} />,
      },
      { key: 'kind', head: say('operator.outbox.column.kind'), wideOnly: true, cell: (mail) => say(kindOf(mail)) },
      {
        key: 'state',
        head: say('operator.outbox.column.state'),
        wideOnly: true,
        cell: (mail) => <StateCell mail={mail} />,
      },
      { key: 'made', head: say('operator.outbox.column.made'), wideOnly: true, cell: (mail) => <Made mail={mail} /> },
      {
        key: 'view',
        head: say('kit.table.acts'),
        width: 'fit',
        cell: (mail) => <ViewButton mail={mail} onOpen={onOpen} />,
      },
    ],
    [say, onOpen],
  );
}

/** To whom; where there is no room for the other columns, the state below. */
function Recipient({ mail }: { mail: Waiting }) {
  const say = useSay();
  return (
    <span className={css.recipient} title={mail.recipient}>
      <span>{mail.recipient}</span>
      <span className={css.below}>
        {say(kindOf(mail))} · {say(stateBadge(mail).id)}
      </span>
    </span>
  );
}

function StateCell({ mail }: { mail: Waiting }) {
  const say = useSay();
  const { id, tone } = stateBadge(mail);
  const problem = problemOf(mail);
  return (
    <span title={problem && mailSentence(say, problem)}>
      <Badge tone={tone}>{say(id)}</Badge>
    </span>
  );
}

function Made({ mail }: { mail: Waiting }) {
  const { ago, dateTime } = useFormats();
  return (
    <time dateTime={mail.made_at} title={dateTime(mail.made_at)}>
      {ago(mail.made_at)}
    </time>
  );
}

function ViewButton({ mail, onOpen }: { mail: Waiting; onOpen: (mail: Waiting) => void }) {
  const say = useSay();
  return (
    <span className={css.view}>
      <Button small icon="eye" onClick={() => onOpen(mail)}>
        {say('operator.outbox.view')}
      </Button>
    </span>
  );
}
