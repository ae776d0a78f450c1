import { endSessions, listSessions } from '@latchkey/contract/session';
import { useMemo, useState } from 'react';
import { Badge } from './Badge.tsx';
import { ConfirmDialog } from './Dialog.tsx';
import { Text } from './Layout.tsx';
import { ASK_AGAIN_MS, useAct, useList } from './query.ts';
import { useFormats, useSay } from './sentence.ts';
import { endingOf, minutesOf, sessionBadge, type Session } from './session-row.ts';
import css from './SessionTable.module.css';
import { EmptyState, FailedState } from './States.tsx';
import { Table, type Column } from './Table.tsx';
import { toastDone } from './toast.ts';

type Asked = { live?: 'true' | 'false'; mine?: 'true'; computer_id?: string };

const idOf = (session: Session) => session.id;
const minutesByNow = (session: Session) => minutesOf(session, Date.now());
const nameOf = (session: Session) => session.computer.name;

/** Sessions, newest first, live: each that one may end has a menu for it (C11). */
export function SessionTable({ label, asked }: { label: string; asked: Asked }) {
  const say = useSay();
  const list = useList(listSessions, { query: asked }, { refetchInterval: ASK_AGAIN_MS });
  const [ending, setEnding] = useState<Session>();
  const columns = useColumns(asked.computer_id === undefined);
  if (list.error !== null && list.rows.length === 0) return <FailedState error={list.error} onRetry={list.retry} />;
  return (
    <>
      <Table
        {...{ label, columns, idOf, nameOf }}
        rows={list.rows}
        isPending={list.isPending}
        menuOf={(session) =>
          session.can_end && session.state !== 'ended'
            ? [
                {
                  key: 'end',
                  label: say('sessions.end'),
                  icon: 'close',
                  danger: true,
                  onPick: () => setEnding(session),
                },
              ]
            : []
        }
        empty={<NoSession asked={asked} />}
        hasMore={list.hasMore}
        isLoadingMore={list.isLoadingMore}
        onMore={list.loadMore}
      />
      {ending === undefined ? null : <EndDialog session={ending} onClose={() => setEnding(undefined)} />}
    </>
  );
}

function EndDialog({ session, onClose }: { session: Session; onClose: () => void }) {
  const say = useSay();
  const { act, isActing, error } = useAct(endSessions, {
    changes: ['audit'],
    onDone: () => {
      onClose();
      toastDone(say('sessions.ended'));
    },
  });
  const facts = { name: session.member.name, computer: session.computer.name };
  return (
    <ConfirmDialog
      opened
      danger
      title={say(session.is_mine ? 'sessions.end.title.mine' : 'sessions.end.title', facts)}
      confirm={say('sessions.end')}
      busy={isActing}
      error={error}
      onConfirm={() => act({ body: { items: [{ session_id: session.id }] } })}
      onClose={onClose}
    >
      <Text>{say('sessions.end.text')}</Text>
    </ConfirmDialog>
  );
}

function NoSession({ asked }: { asked: Asked }) {
  const say = useSay();
  if (asked.live !== 'true')
    return <EmptyState icon="computer" title={say('sessions.empty')} isPart={asked.computer_id !== undefined} />;
  return (
    <EmptyState icon="computer" title={say('sessions.empty.now')}>
      <Text>{say('sessions.empty.now.text')}</Text>
    </EmptyState>
  );
}

function useColumns(withComputer: boolean): readonly Column<Session>[] {
  const say = useSay();
  return useMemo(() => {
    const computer: Column<Session> = {
      key: 'computer',
      head: say('sessions.computer'),
      width: 'grow',
      cell: (session) => <strong className={css.name}>{session.computer.name}</strong>,
    };
    const rest: Column<Session>[] = [
      { key: 'who', head: say('sessions.who'), width: 'text', cell: (session) => <Who session={session} /> },
      { key: 'state', head: say('sessions.state'), width: 'text', cell: (session) => <State session={session} /> },
      {
        key: 'since',
        head: say('sessions.since'),
        width: 'fit',
        wideOnly: true,
        cell: (session) => <Since session={session} />,
      },
      { key: 'from', head: say('sessions.from'), width: 'fit', wideOnly: true, cell: ({ address }) => address },
    ];
    return withComputer ? [computer, ...rest] : rest;
  }, [say, withComputer]);
}

function Who({ session }: { session: Session }) {
  const say = useSay();
  return (
    <span className={css.words}>
      <span>{session.is_mine ? say('sessions.you') : session.member.name}</span>
      <span className={css.small}>{say(session.control ? 'sessions.control' : 'sessions.view')}</span>
    </span>
  );
}

function State({ session }: { session: Session }) {
  const say = useSay();
  const { id, tone } = sessionBadge(session);
  const ending = endingOf(session);
  return (
    <span className={css.words}>
      <span>
        <Badge tone={tone}>{say(id)}</Badge>
      </span>
      {ending === undefined ? null : (
        <span className={css.small}>{say(ending, { name: session.ended_by?.name ?? '' })}</span>
      )}
    </span>
  );
}

function Since({ session }: { session: Session }) {
  const say = useSay();
  const { dateTime } = useFormats();
  const minutes = minutesByNow(session);
  const at = session.opened_at ?? session.made_at;
  return (
    <span className={css.words}>
      <time dateTime={at}>{dateTime(at)}</time>
      {minutes === undefined ? null : <span className={css.small}>{say('sessions.minutes', { minutes })}</span>}
    </span>
  );
}
