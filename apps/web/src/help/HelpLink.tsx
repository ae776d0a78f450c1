import type { HelpSlug } from '@latchkey/messages/help';
import type { KeyboardEvent, ReactNode } from 'react';
import { Link } from '../kit/Link.tsx';
import { useAccountId } from '../kit/query.ts';

type HelpLinkProps = {
  slug: HelpSlug;
  /** A question of the article. */
  question?: string | undefined;
  className?: string | undefined;
  onKeyDown?: (event: KeyboardEvent<HTMLAnchorElement>) => void;
  children: ReactNode;
};

/** A link to an article; who came from an account stays in it. */
export function HelpLink({ slug, question, className, children, ...rest }: HelpLinkProps) {
  const accountId = useAccountId();
  const all = {
    ...rest,
    ...(question === undefined ? {} : { hash: question }),
    ...(className === undefined ? {} : { className }),
  };
  if (accountId === undefined) {
    return (
      <Link to="/help/$slug" params={{ slug }} {...all}>
        {children}
      </Link>
    );
  }
  return (
    <Link to="/a/$accountId/help/$slug" params={{ accountId, slug }} {...all}>
      {children}
    </Link>
  );
}

/** A link to the list of all articles. */
export function AllHelpLink({ className, children }: { className?: string | undefined; children: ReactNode }) {
  const accountId = useAccountId();
  const all = className === undefined ? {} : { className };
  if (accountId === undefined) {
    return (
      <Link to="/help" {...all}>
        {children}
      </Link>
    );
  }
  return (
    <Link to="/a/$accountId/help" params={{ accountId }} {...all}>
      {children}
    </Link>
  );
}
