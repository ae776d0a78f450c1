import { Batches } from '../kit/Batches.tsx';
import type { Batch } from '../kit/batches.ts';
import { ButtonLink } from '../kit/Link.tsx';
import { howFar } from '../kit/may.ts';
import { Page } from '../kit/Page.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useAccount } from '../kit/session.ts';
import { useOwnGroups } from '../kit/use-own-groups.ts';
import { useMayAdd } from '../kit/use-may-add.ts';
import { actOfJob, mayManage } from './acts.ts';
import { ComputerList } from './ComputerList.tsx';
import { useViewer } from './use-viewer.ts';

/** The computers one sees: all for who manages them, else those one reaches (C3). */
export function ComputersPage() {
  const say = useSay();
  const account = useAccount();
  const viewer = useViewer();
  const mayAdd = useMayAdd();
  const params = { accountId: useAccountId() ?? '' };
  const isManager = mayManage(viewer);
  const managesAll = howFar(viewer, 'computers.manage') === 'wholly';
  const own = useOwnGroups('computers.manage');
  const labelOf = ({ act, total }: Batch) => {
    const done = actOfJob(act);
    return done === undefined ? '' : say(`computers.bulk.${done}`, { count: total });
  };
  const lead = isManager ? 'computers.lead' : 'computers.lead.mine';
  return (
    <Page
      title={say('computers.title')}
      lead={account === undefined ? '\u00a0' : (own ?? say(lead, { company: account.company_name }))}
      actions={
        <>
          {managesAll ? (
            <ButtonLink to="/a/$accountId/computers/groups" params={params}>
              {say('computers.groups')}
            </ButtonLink>
          ) : null}
          {mayAdd ? (
            <ButtonLink to="/a/$accountId/computers/add" params={params} look="primary" icon="plus">
              {say('computers.add')}
            </ButtonLink>
          ) : null}
        </>
      }
    >
      {managesAll ? <Batches about="computer" labelOf={labelOf} /> : null}
      <ComputerList viewer={viewer} />
    </Page>
  );
}
