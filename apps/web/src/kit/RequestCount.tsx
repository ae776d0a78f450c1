import { Badge } from './Badge.tsx';
import { Hidden } from './Layout.tsx';
import { useFormats, useSay } from './sentence.ts';
import { useRequestCount } from './use-request-count.ts';

/** How many requests wait for one's answer, beside the entry of the menu; nothing where none does. */
export function RequestCount() {
  const say = useSay();
  const { number } = useFormats();
  const count = useRequestCount();
  if (count === 0) return null;
  return (
    <Badge tone="warn">
      <span aria-hidden="true">{number(count)}</span>
      <Hidden>{say('request.count', { count })}</Hidden>
    </Badge>
  );
}
