import { helpOf, helpSlugs } from '@latchkey/messages/help';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Command } from './commands.ts';
import { useAccountId } from './query.ts';
import { useLanguage } from './sentence.ts';

/** The articles of the help as commands, found by their title and by what people ask; the help is loaded once somebody searches. */
export function useHelpCommands(isSearching: boolean): Command[] {
  const { language } = useLanguage();
  const accountId = useAccountId();
  const navigate = useNavigate();
  const help = useQuery({
    queryKey: ['', 'help', language],
    queryFn: () => helpOf(language),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: isSearching,
  }).data;
  return useMemo(() => {
    if (help === undefined) return [];
    return helpSlugs().map((slug): Command => {
      const { title, questions } = help[slug];
      const go = () =>
        accountId === undefined
          ? navigate({ to: '/help/$slug', params: { slug } })
          : navigate({ to: '/a/$accountId/help/$slug', params: { accountId, slug } });
      const words = Object.values(questions).map(({ ask }) => ask);
      return { id: `help-${slug}`, group: 'help', label: title, icon: 'help', words, act: () => void go() };
    });
  }, [help, accountId, navigate]);
}
