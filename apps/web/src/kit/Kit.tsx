import { MantineProvider } from '@mantine/core';
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Speaking } from './Speaking.tsx';
import './styles.ts';
import { Toasts } from './Toasts.tsx';
import { cssVariables, schemeManager, styleNonce, theme } from './theme.ts';

type Start = Parameters<typeof Speaking>[0]['start'];

/** Everything that stands around the screens: colours, sentences, the memory of replies, toasts. */
export function Kit({ client, start, children }: { client: QueryClient; start: Start; children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={schemeManager}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
      withGlobalClasses={false}
    >
      <Speaking start={start}>
        <QueryClientProvider client={client}>
          {children}
          <Toasts />
        </QueryClientProvider>
      </Speaking>
    </MantineProvider>
  );
}
