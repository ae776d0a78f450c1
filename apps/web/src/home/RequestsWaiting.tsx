import { Link } from '../kit/Link.tsx';
import { Notice } from '../kit/Notice.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useRequestCount } from '../kit/use-request-count.ts';

/** For who answers requests without running the account: that some wait. */
export function RequestsWaiting() {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  const count = useRequestCount();
  if (count === 0) return null;
  return (
    <Notice>
      <Link to="/a/$accountId/requests" params={{ accountId }}>
        {say('home.attention.requests', { count })}
      </Link>
    </Notice>
  );
}
