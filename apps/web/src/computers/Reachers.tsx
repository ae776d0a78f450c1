import { listReachers } from '@latchkey/contract/computer-access';
import type { Reply } from '@latchkey/contract/operation';
import type { MessageId } from '@latchkey/messages/catalogue';
import { useMemo, useState } from 'react';
import { withComputer, withoutComputer } from '../kit/access.ts';
import { Button } from '../kit/Button.tsx';
import { ConfirmDialog } from '../kit/Dialog.tsx';
import { Row, Stack, Text } from '../kit/Layout.tsx';
import { Link } from '../kit/Link.tsx';
import { PickList } from '../kit/PickList.tsx';
import { useAccountId, useList } from '../kit/query.ts';
import { useFormats, useSay, type Say } from '../kit/sentence.ts';
import { EmptyState, FailedState } from '../kit/States.tsx';
import { Table, type Column } from '../kit/Table.tsx';
import { toastDone } from '../kit/toast.ts';
import { useAccess } from '../kit/use-access.ts';
import { useForesight } from '../kit/use-foresight.ts';
import { useUserPicks } from '../kit/use-picks.ts';
import { WhyButton } from '../kit/WhyButton.tsx';
import type { ComputerRead } from './ComputerFacts.tsx';
import css from './Computers.module.css';

type Reacher = Reply<typeof listReachers>['items'][number];

const idOf = (reacher: Reacher) => reacher.member_id;
const nameOf = (reacher: Reacher) => reacher.name;

/** Who reaches a computer, and how (G11); who gives access gives and takes that to the computer itself here. */
export function Reachers({ computer, mayGrant }: { computer: ComputerRead; mayGrant: boolean }) {
  const say = useSay();
  const list = useList(listReachers, { params: { computer_id: computer.id }, query: {} });
  const [isGiving, setGiving] = useState(false);
  const [taking, setTaking] = useState<Reacher>();
  const columns = useColumns(computer);
  const { number } = useFormats();
  const title = say('computers.reach');
  // Of who is not looked after by whoever asks there is a number (G11).
  const others = list.hasMore ? 0 : Math.max((list.total?.count ?? 0) - list.rows.length, 0);
  return (
    <section>
      <Stack>
        <Row justify="between">
          <h2 className={css.heading}>{title}</h2>
          {mayGrant ? (
            <Button small icon="plus" onClick={() => setGiving(true)}>
              {say('computers.reach.give')}
            </Button>
          ) : null}
        </Row>
        {list.error !== null && list.rows.length === 0 ? (
          <FailedState error={list.error} onRetry={list.retry} />
        ) : list.rows.length === 0 && others > 0 ? null : (
          <Table
            label={title}
            {...{ columns, idOf, nameOf }}
            rows={list.rows}
            isPending={list.isPending}
            {...(mayGrant && list.rows.some(isTakable)
              ? { menuOf: (reacher: Reacher) => entriesFor(say, reacher, setTaking) }
              : {})}
            empty={<EmptyState icon="users" title={say('computers.reach.nobody')} />}
            hasMore={list.hasMore}
            isLoadingMore={list.isLoadingMore}
            onMore={list.loadMore}
          />
        )}
        {others === 0 ? null : (
          <Text dim>{say('computers.reach.others', { users: `${number(others)}${list.total?.more ? '+' : ''}` })}</Text>
        )}
      </Stack>
      {isGiving ? <GiveDialog computer={computer} onClose={() => setGiving(false)} /> : null}
      {taking === undefined ? null : (
        <TakeDialog computer={computer} reacher={taking} onClose={() => setTaking(undefined)} />
      )}
    </section>
  );
}

/** Whether somebody has access to the computer itself: what a user group opens is taken from the group. */
function isTakable({ ways }: Reacher): boolean {
  return ways.some(({ kind, by }) => kind === 'computer' && by === null);
}

function entriesFor(say: Say, reacher: Reacher, onTake: (reacher: Reacher) => void) {
  if (!isTakable(reacher)) return [];
  return [
    {
      key: 'take',
      label: say('computers.reach.take'),
      icon: 'close',
      danger: true,
      onPick: () => onTake(reacher),
    } as const,
  ];
}

function useColumns(computer: ComputerRead): readonly Column<Reacher>[] {
  const say = useSay();
  const { id, name } = computer;
  return useMemo(
    () => [
      { key: 'who', head: say('computers.reach.who'), width: 'text', cell: (reacher) => <Who reacher={reacher} /> },
      {
        key: 'how',
        head: say('computers.reach.how'),
        width: 'grow',
        cell: (reacher) => <How reacher={reacher} computer={{ id, name }} />,
      },
    ],
    [say, id, name],
  );
}

/** Every way on a line of its own, with the user group it comes from; and why at length for who may ask. */
function How({ reacher, computer }: { reacher: Reacher; computer: { id: string; name: string } }) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  const { ways, name, email, member_id: id } = reacher;
  return (
    <span className={css.how}>
      <span className={`${css.words} ${css.ways}`}>
        {ways.map(({ kind, group, by }) => (
          <span key={`${kind} ${group?.id} ${by?.id}`}>
            {say(`computers.reach.way.${kind}`, { group: group?.name ?? '' })}
            {by === null ? null : (
              <span className={css.by}>
                {say('computers.reach.by')}{' '}
                <Link to="/a/$accountId/groups/$groupId" params={{ accountId, groupId: by.id }}>
                  {by.name}
                </Link>
              </span>
            )}
          </span>
        ))}
      </span>
      {email === null ? null : (
        <WhyButton label={say('computers.why')} about={name} member={{ id, name }} {...{ computer }} />
      )}
    </span>
  );
}

function Who({ reacher }: { reacher: Reacher }) {
  const accountId = useAccountId() ?? '';
  if (reacher.email === null) return <span className={`${css.words} ${css.person}`}>{reacher.name}</span>;
  return (
    <span className={`${css.words} ${css.person}`}>
      <Link
        to="/a/$accountId/users/$memberId"
        params={{ accountId, memberId: reacher.member_id }}
        className={css.to ?? ''}
      >
        {reacher.name}
      </Link>
      <span className={css.small}>{reacher.email}</span>
    </span>
  );
}

function GiveDialog({ computer, onClose }: { computer: ComputerRead; onClose: () => void }) {
  const say = useSay();
  const access = useAccess();
  const picks = useUserPicks();
  const [picked, setPicked] = useState<string>();
  const { isActing, failure, doIt } = useDoing(onClose);
  const wanted = async (memberId: string) =>
    withComputer(await access.read(memberId), { id: computer.id, label: computer.name });
  const { consequences, error } = useForesight(picked, async () =>
    picked === undefined ? [] : access.foresee(picked, await wanted(picked)),
  );
  const go = () =>
    doIt('computers.reach.given', async () => {
      if (picked !== undefined) await access.set(picked, await wanted(picked));
    });
  return (
    <ConfirmDialog
      opened
      title={say('computers.reach.give.title', { name: computer.name })}
      confirm={say('computers.reach.give')}
      busy={isActing}
      awaitConsequences
      isOpenStill={picked === undefined || error !== undefined}
      consequences={consequences}
      error={failure ?? error}
      onConfirm={() => void go()}
      onClose={onClose}
    >
      <PickList
        label={say('computers.reach.who')}
        picks={picks}
        chosen={picked === undefined ? [] : [picked]}
        onChoose={([id]) => setPicked(id)}
      />
    </ConfirmDialog>
  );
}

function TakeDialog({ computer, reacher, onClose }: { computer: ComputerRead; reacher: Reacher; onClose: () => void }) {
  const say = useSay();
  const access = useAccess();
  const { isActing, failure, doIt } = useDoing(onClose);
  const { consequences, error } = useForesight(reacher.member_id, async () =>
    access.foresee(reacher.member_id, withoutComputer(await access.read(reacher.member_id), computer.id)),
  );
  const go = () =>
    doIt('computers.reach.taken', async () => {
      await access.set(reacher.member_id, withoutComputer(await access.read(reacher.member_id), computer.id));
    });
  return (
    <ConfirmDialog
      opened
      danger
      title={say('computers.reach.take.title', { name: reacher.name, computer: computer.name })}
      confirm={say('computers.reach.take')}
      busy={isActing}
      awaitConsequences
      isOpenStill={error !== undefined}
      consequences={consequences}
      error={failure ?? error}
      onConfirm={() => void go()}
      onClose={onClose}
    >
      {reacher.ways.length > 1 ? <Text>{say('computers.reach.take.other')}</Text> : null}
    </ConfirmDialog>
  );
}

/** Does something that a dialog was open for, closes it and says that it is done; what goes wrong is said in the dialog. */
function useDoing(onClose: () => void) {
  const say = useSay();
  const [isActing, setActing] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const doIt = async (done: MessageId, act: () => Promise<void>) => {
    setActing(true);
    setFailure(undefined);
    try {
      await act();
      onClose();
      toastDone(say(done));
    } catch (error) {
      setFailure(error);
      setActing(false);
    }
  };
  return { isActing, failure, doIt };
}
