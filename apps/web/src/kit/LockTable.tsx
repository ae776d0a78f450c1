import { forgiveMembers, listLocks, unlockComputers } from '@latchkey/contract/computer-locks';
import { useMemo, useState } from 'react';
import { Ask } from './Ask.tsx';
import { Badge } from './Badge.tsx';
import { BulkBar } from './BulkBar.tsx';
import { outcomeOf, type RefusedLine } from './bulk-lines.ts';
import { ConfirmDialog } from './Dialog.tsx';
import { Row, Text } from './Layout.tsx';
import type { MenuEntry } from './MenuEntries.tsx';
import { ASK_AGAIN_MS, useAct, useList } from './query.ts';
import { RefusedDialog } from './RefusedLines.tsx';
import { sentenceOf, useErrorSentence, useFormats, useSay } from './sentence.ts';
import { useMay } from './session.ts';
import { lockBadge, type Lock } from './session-row.ts';
import css from './SessionTable.module.css';
import { EmptyState, FailedState } from './States.tsx';
import { Table, type Column } from './Table.tsx';
import { toastDone, toastFailed } from './toast.ts';
import { useSelection } from './use-selection.ts';

type Asked = { open?: 'true' | 'false'; computer_id?: string };

const idOf = (lock: Lock) => lock.id;
const nameOf = (lock: Lock) => lock.computer.name;

/** Locks after wrong access codes: who, when and from where, lifted one or many at a time (S5). */
export function LockTable({ label, asked }: { label: string; asked: Asked }) {
  const say = useSay();
  const list = useList(listLocks, { query: asked }, { refetchInterval: ASK_AGAIN_MS });
  const ids = useMemo(() => list.rows.map(idOf), [list.rows]);
  const selection = useSelection(ids);
  const [asking, setAsking] = useState<readonly Lock[]>([]);
  const [left, setLeft] = useState<readonly RefusedLine<Lock>[]>([]);
  const columns = useColumns(asked.computer_id === undefined);
  const menuOf = useMenu(setAsking);
  const chosen = list.rows.filter(({ id, ended_at: ended }) => ended === null && selection.ids.has(id));
  const unlock = {
    key: 'unlock',
    icon: 'key',
    label: say('sessions.unlock'),
    onPick: () => setAsking(chosen),
  } as const;
  if (list.error !== null && list.rows.length === 0) return <FailedState error={list.error} onRetry={list.retry} />;
  return (
    <>
      {chosen.length > 0 ? <BulkBar selection={selection} acts={[unlock]} /> : null}
      <Table
        {...{ label, columns, idOf, nameOf, menuOf, selection }}
        rows={list.rows}
        isPending={list.isPending}
        empty={<EmptyState icon="lock" title={say('sessions.locks.empty')} isPart={asked.computer_id !== undefined} />}
        hasMore={list.hasMore}
        isLoadingMore={list.isLoadingMore}
        onMore={list.loadMore}
      />
      {asking.length === 0 ? null : <UnlockDialog locks={asking} onRefused={setLeft} onClose={() => setAsking([])} />}
      {left.length === 0 ? null : (
        <RefusedDialog what={say('sessions.computer')} lines={left} nameOf={nameOf} onClose={() => setLeft([])}>
          <AskOthers lines={left} />
        </RefusedDialog>
      )}
    </>
  );
}

/** Who caused a lock asks somebody else to lift it (S5). */
function AskOthers({ lines }: { lines: readonly RefusedLine<Lock>[] }) {
  return lines
    .filter(({ refusal }) => refusal.code === 'unlocked-by-others')
    .map(({ item: { computer } }) => (
      <Ask key={computer.id} who wish={{ computer_id: computer.id, unlock: true }} name={computer.name} />
    ));
}

/** The acts on one lock: lifting it, and letting its person try computers again where they locked several. */
function useMenu(onUnlock: (locks: readonly Lock[]) => void): (lock: Lock) => readonly MenuEntry[] {
  const say = useSay();
  const sentence = useErrorSentence();
  const mayUnlock = useMay('computers.unlock');
  const { actAndWait } = useAct(forgiveMembers, { changes: ['audit'] });
  const forgive = async (member: NonNullable<Lock['member']>) => {
    try {
      const item = { member_id: member.id };
      const [refused] = outcomeOf([item], await actAndWait({ body: { items: [item] } })).refused;
      if (refused === undefined) toastDone(say('sessions.forgiven', { name: member.name }));
      else toastFailed(sentenceOf(say, refused.refusal));
    } catch (error) {
      toastFailed(sentence(error));
    }
  };
  const letTry = (member: NonNullable<Lock['member']>): MenuEntry => {
    return { key: 'forgive', label: say('sessions.forgive'), icon: 'check', onPick: () => void forgive(member) };
  };
  return (lock) => [
    ...(lock.ended_at === null
      ? [{ key: 'unlock', label: say('sessions.unlock'), icon: 'key', onPick: () => onUnlock([lock]) } as const]
      : []),
    ...(lock.is_braked && mayUnlock && lock.member !== null ? [letTry(lock.member)] : []),
  ];
}

type DialogProps = {
  locks: readonly Lock[];
  onRefused: (lines: readonly RefusedLine<Lock>[]) => void;
  onClose: () => void;
};

function UnlockDialog({ locks, onRefused, onClose }: DialogProps) {
  const say = useSay();
  const { act, isActing, error } = useAct(unlockComputers, {
    changes: ['audit'],
    onDone: (answer) => {
      const { done, refused } = outcomeOf(locks, answer);
      onClose();
      onRefused(refused);
      if (done.length > 0) toastDone(say('sessions.unlocked', { count: done.length }));
    },
  });
  const [first] = locks;
  return (
    <ConfirmDialog
      opened
      title={say('sessions.unlock.title', { count: locks.length, name: first?.computer.name ?? '' })}
      confirm={say('sessions.unlock')}
      busy={isActing}
      error={error}
      onConfirm={() => act({ body: { items: locks.map(({ id }) => ({ lock_id: id })) } })}
      onClose={onClose}
    >
      <Text>{say('sessions.unlock.text')}</Text>
    </ConfirmDialog>
  );
}

function useColumns(withComputer: boolean): readonly Column<Lock>[] {
  const say = useSay();
  const { dateTime } = useFormats();
  return useMemo(() => {
    const computer: Column<Lock> = {
      key: 'computer',
      head: say('sessions.computer'),
      width: 'grow',
      cell: ({ computer: { name }, member }) => (
        <span className={css.words}>
          <strong className={css.name}>{name}</strong>
          <span className={css.narrow}>{member?.name}</span>
        </span>
      ),
    };
    const rest: Column<Lock>[] = [
      // On a phone it stands under the computer.
      { key: 'who', head: say('sessions.lock.who'), wideOnly: withComputer, cell: ({ member }) => member?.name ?? '–' },
      { key: 'state', head: say('sessions.state'), width: 'fit', cell: (lock) => <State lock={lock} /> },
      { key: 'at', head: say('sessions.lock.at'), width: 'fit', wideOnly: true, cell: ({ at }) => dateTime(at) },
      { key: 'from', head: say('sessions.from'), width: 'fit', wideOnly: true, cell: ({ address }) => address },
    ];
    return withComputer ? [computer, ...rest] : rest;
  }, [say, dateTime, withComputer]);
}

function State({ lock }: { lock: Lock }) {
  const say = useSay();
  const { dateTime } = useFormats();
  const { id, tone } = lockBadge(lock);
  const { ended_at: ended, ended_by: by } = lock;
  const at = ended === null ? '' : dateTime(ended);
  return (
    <span className={css.words}>
      <Row gap="tight">
        <Badge tone={tone}>{say(id)}</Badge>
        {lock.is_braked ? <Badge tone="warn">{say('sessions.lock.braked')}</Badge> : null}
      </Row>
      {ended === null ? null : (
        <span className={css.lifted}>{by === null ? at : say('sessions.lock.lifted-by', { name: by.name, at })}</span>
      )}
    </span>
  );
}
