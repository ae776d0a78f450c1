import { ActionIcon } from '@mantine/core';
import { createLink, useLocation, type LinkComponent } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';
import { articleAt } from './help-place.ts';
import { Icon } from './Icon.tsx';
import { useAccountId } from './query.ts';
import { useSay } from './sentence.ts';
import { useMe } from './session.ts';

/** Leads to the article about the present screen (H1), beside it in a new tab, so that nothing typed here is lost. Not on the help's own pages. */
export function HelpButton() {
  const say = useSay();
  const here = useAccountId();
  const accountId = useMe()?.profiles.find((profile) => profile.account_id === here)?.account_id;
  const slug = useLocation({ select: ({ pathname }) => articleAt(pathname) });
  if (slug === undefined) return null;
  const all = {
    'aria-label': say('kit.help.here'),
    title: say('kit.help.here'),
    target: '_blank',
    preload: false,
  } as const;
  if (accountId === undefined) return <IconLink to="/help/$slug" params={{ slug }} {...all} />;
  return <IconLink to="/a/$accountId/help/$slug" params={{ accountId, slug }} {...all} />;
}

type IconAnchorProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'color'> & { ref?: Ref<HTMLAnchorElement> };

function IconAnchor(props: IconAnchorProps) {
  return (
    <ActionIcon component="a" variant="subtle" color="gray" size="lg" {...props}>
      <Icon name="help" />
    </ActionIcon>
  );
}

const IconLink: LinkComponent<typeof IconAnchor> = createLink(IconAnchor);
