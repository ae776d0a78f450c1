import { type Help, helpOf } from '@latchkey/messages/help';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useLanguage } from '../kit/sentence.ts';

type Loaded = { help: Help | undefined; error: Error | null; retry: () => void };

/** The help in the language of the page; while another language is on its way, the one before stays. */
export function useHelp(): Loaded {
  const { language } = useLanguage();
  const { data, error, refetch } = useQuery({
    queryKey: ['', 'help', language],
    queryFn: () => helpOf(language),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
  return { help: data, error, retry: () => void refetch() };
}
