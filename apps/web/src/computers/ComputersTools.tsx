import { listGroups } from '@latchkey/contract/computer';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { FilterMenu } from '../kit/FilterMenu.tsx';
import type { ListState } from '../kit/list-state.ts';
import { ListTools } from '../kit/ListTools.tsx';
import { useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useMay } from '../kit/session.ts';
import { computersList, type ComputersList, type Whose } from './list.ts';

const GroupDialog = lazy(async () => ({ default: (await import('./WhoseDialogs.tsx')).GroupDialog }));
const OwnerDialog = lazy(async () => ({ default: (await import('./WhoseDialogs.tsx')).OwnerDialog }));

type Total = { count: number; more: boolean };
type ToolsProps = {
  state: ComputersList;
  onChange: (part: Partial<ListState<typeof computersList>>) => void;
  onWhose: (part: Partial<Whose>) => void;
  total: Total | undefined;
};

const { state: states } = computersList.filters;

/** Above the list: what is looked for and shown, and how many that are. */
export function ComputersTools({ state, onChange, onWhose, total }: ToolsProps) {
  const say = useSay();
  const { search, filters } = state;
  const count =
    total === undefined ? '' : say(total.more ? 'computers.count-more' : 'computers.count', { count: total.count });
  return (
    <ListTools label={say('computers.search')} {...{ search, count }} onSearch={(text) => onChange({ search: text })}>
      <FilterMenu
        label={say('computers.column.state')}
        choices={states.map((value) => ({ value, label: say(`computers.state.${value}`) }))}
        chosen={filters.state}
        onChange={(chosen) => onChange({ filters: { ...filters, state: chosen } })}
      />
      <FilterMenu
        label={say('computers.column.owner')}
        choices={[{ value: 'true', label: say('computers.filter.mine') }]}
        chosen={filters.mine}
        onChange={(mine) => onChange({ filters: { ...filters, mine } })}
      />
      <WhoseFilters state={state} onWhose={onWhose} />
    </ListTools>
  );
}

/** The group and the owner, which are picked of many. */
function WhoseFilters({ state, onWhose }: Pick<ToolsProps, 'state' | 'onWhose'>) {
  const say = useSay();
  const maySeeUsers = useMay('users.view');
  const [picking, setPicking] = useState<'group' | 'owner'>();
  const groups = useCall(listGroups, {}).data?.items ?? [];
  const group = groups.find(({ id }) => id === state.group)?.name ?? say('computers.group.none');
  const close = () => setPicking(undefined);
  const choose = (part: Partial<Whose>) => {
    onWhose(part);
    close();
  };
  return (
    <>
      {groups.length === 0 && state.group === undefined ? null : state.group === undefined ? (
        <Button onClick={() => setPicking('group')}>{say('computers.column.group')}</Button>
      ) : (
        <Button icon="close" onClick={() => onWhose({ group: undefined })}>
          {say('computers.filter.group', { name: group })}
        </Button>
      )}
      {state.owner !== undefined ? (
        <Button icon="close" onClick={() => onWhose({ owner: undefined })}>
          {say('computers.filter.owner')}
        </Button>
      ) : maySeeUsers ? (
        <Button onClick={() => setPicking('owner')}>{say('computers.filter.of-user')}</Button>
      ) : null}
      <Suspense fallback={null}>
        {picking === 'group' ? <GroupDialog onPick={(id) => choose({ group: id })} onClose={close} /> : null}
        {picking === 'owner' ? <OwnerDialog onPick={(id) => choose({ owner: id })} onClose={close} /> : null}
      </Suspense>
    </>
  );
}
