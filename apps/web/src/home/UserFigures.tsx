import { listMembers } from '@latchkey/contract/member';
import { Link } from '../kit/Link.tsx';
import { useAccountId, useCall } from '../kit/query.ts';
import { useFormats, useSay } from '../kit/sentence.ts';
import css from './Home.module.css';

const shown = ['active', 'invited'] as const;

/** How many have joined and how many are invited, each leading to who they are. */
export function UserFigures() {
  return (
    <ul className={css.figures}>
      {shown.map((status) => (
        <li key={status}>
          <Figure status={status} />
        </li>
      ))}
    </ul>
  );
}

function Figure({ status }: { status: (typeof shown)[number] }) {
  const say = useSay();
  const { number } = useFormats();
  const accountId = useAccountId() ?? '';
  const total = useCall(listMembers, { query: { status, limit: 1 } }).data?.total;
  return (
    <Link to="/a/$accountId/users" params={{ accountId }} search={{ status }} className={css.figure ?? ''}>
      <span className={css.number}>
        {/* Until it is known its place is kept. */}
        {total === undefined ? '\u00a0' : number(total.count)}
        {total?.more ? '+' : null}
      </span>{' '}
      <span className={css.what}>{say(`home.admin.users.${status}`)}</span>
    </Link>
  );
}
