import { listUserGroups } from '@latchkey/contract/group';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { Stack } from '../kit/Layout.tsx';
import { ListTools } from '../kit/ListTools.tsx';
import { Page } from '../kit/Page.tsx';
import { useAccountId, useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useMay, useOwnUserGroups } from '../kit/session.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { useOwnGroups } from '../kit/use-own-groups.ts';
import { useListState } from '../kit/use-list-state.ts';
import type { Asked } from './AskedDialog.tsx';
import { GroupTree } from './GroupTree.tsx';
import { NoGroups } from './NoGroups.tsx';
import { everyParent, linesOf, treeOf, type Group, type Line } from './tree.ts';
import { useMenu } from './use-menu.ts';
import { useOpen } from './use-open.ts';

const AskedDialog = lazy(async () => ({ default: (await import('./AskedDialog.tsx')).AskedDialog }));
const NewDialog = lazy(async () => ({ default: (await import('./GroupDialogs.tsx')).NewDialog }));

const listShape = {} as const;
const none: readonly Group[] = [];

/** The user groups of the account: how they nest, who is in them, what they open, and what can be done with them (G1). */
export function GroupsPage() {
  const say = useSay();
  const mayManage = useMay('groups.manage');
  const { data, error, refetch } = useCall(listUserGroups, {});
  const own = useOwnUserGroups('groups.manage');
  const lookedAfter = useOwnGroups('users.view');
  const making = useMaking();
  const groups = data?.items ?? none;
  return (
    <Page
      title={say('groups.title')}
      lead={lookedAfter ?? say('groups.lead')}
      actions={
        mayManage && groups.length > 0 ? (
          <Button look="primary" icon="plus" onClick={making.start}>
            {say('groups.new')}
          </Button>
        ) : undefined
      }
    >
      {data === undefined ? (
        error === null ? (
          <Skeleton lines={8} />
        ) : (
          <FailedState error={error} onRetry={() => void refetch()} />
        )
      ) : groups.length === 0 ? (
        <NoGroups onNew={mayManage && own === undefined ? making.start : undefined} />
      ) : (
        <Groups groups={groups} mayManage={mayManage} />
      )}
      {making.isMaking && mayManage ? (
        <Suspense fallback={null}>
          <NewDialog below={undefined} onClose={making.end} />
        </Suspense>
      ) : null}
    </Page>
  );
}

/** Whether a new group is asked for: in the address, so that the search of everything leads there. */
function useMaking() {
  const navigate = useNavigate();
  const isMaking = useSearch({ strict: false, select: (search) => 'new' in search && search.new });
  const set = (isNew: boolean) =>
    void navigate({
      to: '.',
      search: (({ new: _, ...others }: Record<string, unknown>) =>
        isNew ? { ...others, new: true } : others) as never,
      replace: true,
      resetScroll: false,
    });
  return { isMaking, start: () => set(true), end: () => set(false) };
}

function Groups({ groups, mayManage }: { groups: readonly Group[]; mayManage: boolean }) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  const [{ search }, change] = useListState(listShape);
  const { open, set, toggle, show } = useOpen(accountId, groups);
  const [asked, setAsked] = useState<Asked>();
  const tree = useMemo(() => treeOf(groups), [groups]);
  const lines = useMemo(() => linesOf(tree, open, search), [tree, open, search]);
  const tops = useOwnUserGroups('groups.manage');
  const isTop = ({ id }: Group) => tops?.some((top) => top.id === id) ?? false;
  const menuFor = useMenu();
  const menuOf = ({ group, level }: Line) =>
    menuFor({ level, isParent: tree.below.has(group.id), isOwnTop: isTop(group) }, (act) => setAsked({ act, group }));
  const parents = everyParent(groups);
  const isAllOpen = [...parents].every((id) => open.has(id));
  const found = search === '' ? groups.length : lines.filter(({ isOnlyTheWay }) => !isOnlyTheWay).length;
  return (
    <Stack>
      <ListTools
        label={say('groups.search')}
        search={search}
        onSearch={(text) => change({ search: text })}
        count={say('groups.count', { count: found })}
      >
        {parents.size === 0 || search !== '' ? null : (
          <Button look="quiet" onClick={() => set(isAllOpen ? new Set() : parents)}>
            {say(isAllOpen ? 'groups.collapse.all' : 'groups.expand.all')}
          </Button>
        )}
      </ListTools>
      {lines.length === 0 ? (
        <NoGroups onShowAll={() => change({ search: '' })} />
      ) : (
        <GroupTree {...{ accountId, lines }} onToggle={toggle} menuOf={mayManage ? menuOf : undefined} />
      )}
      {asked === undefined ? null : (
        <Suspense fallback={null}>
          <AskedDialog
            asked={asked}
            onMade={(parentId) => parentId !== null && show(parentId)}
            onClose={() => setAsked(undefined)}
          />
        </Suspense>
      )}
    </Stack>
  );
}
