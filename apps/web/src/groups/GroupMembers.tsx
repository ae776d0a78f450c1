import { listGroupMembers } from '@latchkey/contract/group';
import { lazy, Suspense, useMemo } from 'react';
import { Badge } from '../kit/Badge.tsx';
import { BulkBar } from '../kit/BulkBar.tsx';
import { Button } from '../kit/Button.tsx';
import { Row, Stack, Text } from '../kit/Layout.tsx';
import { Link } from '../kit/Link.tsx';
import { ListTools } from '../kit/ListTools.tsx';
import { useAccountId, useList } from '../kit/query.ts';
import { useFormats, useSay } from '../kit/sentence.ts';
import { EmptyState, FailedState } from '../kit/States.tsx';
import { Table, type Column } from '../kit/Table.tsx';
import { useFurther } from '../kit/use-further.ts';
import { useListState } from '../kit/use-list-state.ts';
import { useSelection } from '../kit/use-selection.ts';
import type { Named } from './GroupDialogs.tsx';
import css from './Groups.module.css';
import { nameOf, pickOf, tones, type Member } from './members.ts';
import { useMembership } from './use-membership.ts';

const MembersDialog = lazy(async () => ({ default: (await import('./MembersDialog.tsx')).MembersDialog }));
const LeftDialog = lazy(async () => ({ default: (await import('./MembersDialog.tsx')).LeftDialog }));

const listShape = {} as const;
const idOf = (member: Member) => member.id;

/** Who is in a group itself; who manages groups puts users in and takes them out, several at once. */
export function GroupMembers({ group, mayManage }: { group: Named; mayManage: boolean }) {
  const say = useSay();
  const [{ search }, change] = useListState(listShape);
  const query = search === '' ? {} : { search };
  const list = useList(listGroupMembers, { params: { group_id: group.id }, query });
  const ids = useMemo(() => list.rows.map(idOf), [list.rows]);
  const selection = useSelection(ids);
  const { question, ask, confirm, close, left, forgetLeft } = useMembership(group.id);
  const columns = useColumns();
  const { count = 0, more = false } = list.total ?? {};
  const said = list.isPending ? '' : say(more ? 'groups.members.more' : 'groups.members', { count });
  const chosen = () => list.rows.filter(({ id }) => selection.ids.has(id)).map(pickOf);
  const removal = { key: 'remove', label: say('groups.members.remove'), icon: 'close' } as const;
  const { ifFurther } = useFurther();
  const menuOf = (member: Member) => [
    {
      ...removal,
      danger: true,
      refused: ifFurther('groups.manage', member),
      onPick: () => ask('remove', [pickOf(member)]),
    },
  ];
  return (
    <section>
      <Stack>
        <Row justify="between">
          <h2 className={css.heading}>{say('groups.column.members')}</h2>
          {mayManage ? (
            <Button look="primary" icon="plus" onClick={() => ask('add', [])}>
              {say('groups.members.add')}
            </Button>
          ) : null}
        </Row>
        {selection.ids.size > 0 ? (
          <BulkBar selection={selection} acts={[{ ...removal, onPick: () => ask('remove', chosen()) }]} />
        ) : count === 0 && search === '' ? null : (
          <ListTools
            label={say('groups.members.search')}
            search={search}
            onSearch={(text) => change({ search: text })}
            count={said}
          >
            {null}
          </ListTools>
        )}
        {list.error !== null && list.rows.length === 0 ? (
          <FailedState error={list.error} onRetry={list.retry} />
        ) : (
          <Table
            label={say('groups.column.members')}
            {...{ columns, idOf, nameOf }}
            rows={list.rows}
            isPending={list.isPending}
            {...(mayManage ? { selection, menuOf } : {})}
            empty={<Nobody isSearched={search !== ''} />}
            hasMore={list.hasMore}
            isLoadingMore={list.isLoadingMore}
            onMore={list.loadMore}
          />
        )}
      </Stack>
      <Suspense fallback={null}>
        {question === undefined ? null : (
          <MembersDialog
            {...{ group, question }}
            members={new Set(ids)}
            onPick={(users) => ask('add', users)}
            onConfirm={() => void confirm(question)}
            onClose={close}
          />
        )}
        {left.length === 0 ? null : <LeftDialog lines={left} onClose={forgetLeft} />}
      </Suspense>
    </section>
  );
}

function Nobody({ isSearched }: { isSearched: boolean }) {
  const say = useSay();
  if (isSearched) return <EmptyState icon="users" title={say('groups.members.nobody')} />;
  return (
    <EmptyState icon="users" title={say('groups.members.empty')}>
      <Text>{say('groups.members.empty.text')}</Text>
    </EmptyState>
  );
}

function useColumns(): readonly Column<Member>[] {
  const say = useSay();
  return useMemo(
    () => [
      { key: 'user', head: say('users.column.user'), width: 'grow', cell: (member) => <Who member={member} /> },
      {
        key: 'role',
        head: say('users.column.role'),
        width: 'fit',
        wideOnly: true,
        cell: ({ role, custom_role }) => custom_role?.name ?? say(`kit.role.${role}`),
      },
      {
        key: 'status',
        head: say('users.column.status'),
        width: 'fit',
        cell: ({ status }) => <Badge tone={tones[status]}>{say(`users.status.${status}`)}</Badge>,
      },
      {
        key: 'activity',
        head: say('users.column.activity'),
        width: 'fit',
        wideOnly: true,
        cell: (member) => <Activity member={member} />,
      },
    ],
    [say],
  );
}

function Who({ member }: { member: Member }) {
  const accountId = useAccountId() ?? '';
  return (
    <span className={css.who}>
      <Link to="/a/$accountId/users/$memberId" params={{ accountId, memberId: member.id }} className={css.to ?? ''}>
        {nameOf(member)}
      </Link>
      {member.name === '' ? null : <span className={css.small}>{member.email}</span>}
    </span>
  );
}

function Activity({ member }: { member: Member }) {
  const say = useSay();
  const { ago, dateTime } = useFormats();
  if (member.status === 'invited') return null;
  if (member.last_entered_at === null) return <span className={css.dim}>{say('users.never')}</span>;
  return (
    <time dateTime={member.last_entered_at} title={dateTime(member.last_entered_at)}>
      {ago(member.last_entered_at)}
    </time>
  );
}
