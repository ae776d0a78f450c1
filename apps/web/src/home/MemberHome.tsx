import { listComputers } from '@latchkey/contract/computer';
import { Ask } from '../kit/Ask.tsx';
import { ComputerBadges } from '../kit/ComputerBadges.tsx';
import { ConnectLink } from '../kit/ConnectLink.tsx';
import { Card, Stack, Text } from '../kit/Layout.tsx';
import { ButtonLink, Link } from '../kit/Link.tsx';
import { ASK_AGAIN_MS, useAccountId, useList } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { EmptyState, FailedState, Skeleton } from '../kit/States.tsx';
import { useMayAdd } from '../kit/use-may-add.ts';
import css from './Home.module.css';

/** Computers at all. */
const noWish = {};

/** As many stand on Home; who has more goes to the list, which can be searched. */
const SHOWN = 12;

/** The home of a plain member is their computers (N2), each with the way into it; without any, who decides. */
export function MemberHome({ company }: { company: string }) {
  const say = useSay();
  const params = { accountId: useAccountId() ?? '' };
  const list = useList(listComputers, { query: { limit: SHOWN } }, { refetchInterval: ASK_AGAIN_MS });
  const mayAdd = useMayAdd();
  // Who has one computer comes for nothing else.
  const isOnly = list.rows.length === 1;
  return (
    <Card
      title={say('home.member.title')}
      actions={
        mayAdd ? (
          <ButtonLink to="/a/$accountId/computers/add" params={params} small icon="plus">
            {say('computers.add')}
          </ButtonLink>
        ) : undefined
      }
    >
      {list.isPending ? <Skeleton lines={3} /> : null}
      {list.error !== null && list.rows.length === 0 ? <FailedState error={list.error} onRetry={list.retry} /> : null}
      {!list.isPending && list.error === null && list.rows.length === 0 ? (
        <EmptyState icon="computer" title={say('home.member.empty')}>
          <Text>{say('home.member.text', { company })}</Text>
          <Ask wish={noWish} />
        </EmptyState>
      ) : null}
      <Stack>
        <ul className={css.computers}>
          {list.rows.map((computer) => (
            <li key={computer.id} className={css.computer}>
              <Link to="/a/$accountId/computers/$computerId" params={{ ...params, computerId: computer.id }}>
                {computer.name}
              </Link>
              <ComputerBadges computer={computer} />
              <span className={css.way}>
                <ConnectLink computer={computer} look={isOnly ? 'primary' : 'plain'} small={!isOnly} />
              </span>
            </li>
          ))}
        </ul>
        {list.hasMore ? (
          <Link to="/a/$accountId/computers" params={params}>
            {say('home.step.connect.go')}
          </Link>
        ) : null}
      </Stack>
    </Card>
  );
}
