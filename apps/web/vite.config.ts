import react from '@vitejs/plugin-react';
import { createIntl } from 'react-intl';
import { defineConfig, type Plugin } from 'vite';

/** The build of the web: everything from our own origin, nothing inline, names with a hash so that they can be cached for ever. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [compiledSentences(), react()],
  resolve: {
    // The sentences are compiled below, so the browser needs no parser for them (15 KB gz of the first load).
    alias: [
      {
        find: /^@formatjs\/icu-messageformat-parser$/,
        replacement: '@formatjs/icu-messageformat-parser/no-parser.js',
      },
    ],
  },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    assetsDir: 'assets',
    // A data: URL would need an exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: true,
    chunkSizeWarningLimit: 600,
  },
});

/** Compiles the ICU sentences of the catalogues while building. A sentence without arguments stays plain text. */
function compiledSentences(): Plugin {
  const { formatters } = createIntl({ locale: 'en', messages: {} });
  return {
    name: 'latchkey-sentences',
    enforce: 'pre',
    transform: {
      filter: { id: /packages\/messages\/src\/[a-z]{2}\/[a-z]+\.json$/ },
      handler(json, id) {
        // No screen says a sentence of a mail: those are the server's.
        if (id.endsWith('/mail.json')) return { code: '{}', map: null };
        const sentences = Object.entries(JSON.parse(json) as Record<string, string>);
        const compiled = sentences.map(([id, text]) => [
          id,
          text.includes('{') ? formatters.getMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst() : text,
        ]);
        return { code: JSON.stringify(Object.fromEntries(compiled)), map: null };
      },
    },
  };
}
