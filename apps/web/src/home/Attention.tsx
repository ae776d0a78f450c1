import { readAttention } from '@latchkey/contract/account';
import { Card, Text } from '../kit/Layout.tsx';
import { Link } from '../kit/Link.tsx';
import { useAccountId, useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { Skeleton } from '../kit/States.tsx';
import { useRequestCount } from '../kit/use-request-count.ts';
import { mattersOf, type Matter } from './attention.ts';
import css from './Home.module.css';

/** What needs attention in the account (N2), each leading to where it is looked after. */
export function Attention() {
  const say = useSay();
  const counts = useCall(readAttention, {});
  const requests = useRequestCount();
  if (counts.error !== null) return null;
  const matters = counts.data === undefined ? undefined : mattersOf(counts.data, requests);
  return (
    <Card title={say('home.attention')}>
      {matters === undefined ? <Skeleton lines={2} /> : null}
      {matters?.length === 0 ? <Text dim>{say('home.attention.nothing')}</Text> : null}
      {matters === undefined || matters.length === 0 ? null : (
        <ul className={css.matters}>
          {matters.map((matter) => (
            <li key={matter.key}>
              <MatterLink matter={matter} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function MatterLink({ matter }: { matter: Matter }) {
  const say = useSay();
  const params = { accountId: useAccountId() ?? '' };
  const { key, count, page, search } = matter;
  return (
    <Link to={`/a/$accountId/${page}`} params={params} search={search as never}>
      {say(`home.attention.${key}`, { count })}
    </Link>
  );
}
