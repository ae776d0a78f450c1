import { createGroup, deleteGroups, editGroup, listGroups } from '@latchkey/contract/computer';
import type { Reply } from '@latchkey/contract/operation';
import { useMemo, useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { ConfirmDialog } from '../kit/Dialog.tsx';
import { useForm } from '../kit/form.ts';
import { Stack, Text } from '../kit/Layout.tsx';
import { ButtonLink, Link } from '../kit/Link.tsx';
import { Page } from '../kit/Page.tsx';
import { useAccountId, useAct, useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useMayCall } from '../kit/session.ts';
import { EmptyState, FailedState } from '../kit/States.tsx';
import { Table, type Column } from '../kit/Table.tsx';
import { toastDone } from '../kit/toast.ts';
import { useForesight } from '../kit/use-foresight.ts';
import css from './Computers.module.css';
import { NameDialog, RenameDialog } from './NameDialog.tsx';
import { NONE } from './question.ts';

type Group = Reply<typeof listGroups>['items'][number];

const idOf = (group: Group) => group.id;
const nameOf = (group: Group) => group.name;

/** The groups of computers, through which access is given to many at once (G4). */
export function GroupsPage() {
  const say = useSay();
  const mayEdit = useMayCall(createGroup);
  const params = { accountId: useAccountId() ?? '' };
  const { data, error, isPending, refetch } = useCall(listGroups, {});
  const [editing, setEditing] = useState<Group | 'new'>();
  const [deleting, setDeleting] = useState<Group>();
  const columns = useColumns();
  const menuOf = (group: Group) => [
    { key: 'rename', label: say('computers.rename'), onPick: () => setEditing(group) },
    {
      key: 'delete',
      label: say('computers.groups.delete'),
      icon: 'trash',
      danger: true,
      onPick: () => setDeleting(group),
    } as const,
  ];
  return (
    <Page
      title={say('computers.groups.title')}
      lead={say('computers.groups.lead')}
      actions={
        <>
          <ButtonLink to="/a/$accountId/computers" params={params} look="quiet" icon="left">
            {say('computers.back')}
          </ButtonLink>
          {mayEdit ? (
            <Button look="primary" icon="plus" onClick={() => setEditing('new')}>
              {say('computers.groups.new')}
            </Button>
          ) : null}
        </>
      }
      narrow
    >
      {error === null ? (
        <Stack>
          <Table
            label={say('computers.groups.title')}
            {...{ columns, idOf, nameOf, isPending }}
            rows={data?.items ?? []}
            {...(mayEdit ? { menuOf } : {})}
            empty={
              <EmptyState icon="computer" title={say('computers.groups.empty')}>
                <Text>{say('computers.groups.empty.text')}</Text>
              </EmptyState>
            }
          />
          {data === undefined || data.ungrouped === 0 ? null : (
            <Link to="/a/$accountId/computers" params={params} search={{ group: NONE }}>
              {say('computers.groups.ungrouped', { count: data.ungrouped })}
            </Link>
          )}
        </Stack>
      ) : (
        <FailedState error={error} onRetry={() => void refetch()} />
      )}
      {editing === 'new' ? <NewDialog onClose={() => setEditing(undefined)} /> : null}
      {editing === undefined || editing === 'new' ? null : (
        <RenameDialog
          operation={editGroup}
          params={{ group_id: editing.id }}
          named={editing}
          onClose={() => setEditing(undefined)}
        />
      )}
      {deleting === undefined ? null : <DeleteDialog group={deleting} onClose={() => setDeleting(undefined)} />}
    </Page>
  );
}

function useColumns(): readonly Column<Group>[] {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  return useMemo(
    () => [
      {
        key: 'name',
        head: say('computers.column.group'),
        width: 'grow',
        cell: ({ id, name }) => (
          <Link to="/a/$accountId/computers" params={{ accountId }} search={{ group: id }} className={css.to ?? ''}>
            {name}
          </Link>
        ),
      },
      {
        key: 'count',
        head: say('computers.title'),
        width: 'fit',
        cell: ({ computers }) => say('computers.count', { count: computers }),
      },
    ],
    [say, accountId],
  );
}

function NewDialog({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const form = useForm({
    operation: createGroup,
    start: { name: '' },
    changes: ['audit'],
    onDone: () => {
      onClose();
      toastDone(say('computers.groups.made'));
    },
  });
  return (
    <NameDialog {...{ form, onClose }} title={say('computers.groups.new')} submit={say('computers.groups.make')} />
  );
}

function DeleteDialog({ group, onClose }: { group: Group; onClose: () => void }) {
  const say = useSay();
  const body = { items: [{ group_id: group.id }] };
  const dry = useAct(deleteGroups).actAndWait;
  const { act, isActing, error } = useAct(deleteGroups, {
    changes: ['member', 'audit'],
    onDone: () => {
      onClose();
      toastDone(say('computers.groups.deleted'));
    },
  });
  const foresight = useForesight(group.id, async () => (await dry({ body, dryRun: true })).consequences ?? []);
  return (
    <ConfirmDialog
      opened
      danger
      title={say('computers.groups.delete.title', { name: group.name })}
      confirm={say('computers.groups.delete')}
      busy={isActing}
      awaitConsequences
      consequences={foresight.consequences}
      error={foresight.error ?? error}
      onConfirm={() => act({ body })}
      onClose={onClose}
    >
      <Text>{say('computers.groups.delete.text')}</Text>
    </ConfirmDialog>
  );
}
