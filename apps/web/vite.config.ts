import react from '@vitejs/plugin-react';
import { createIntl } from 'react-intl';
import { defineConfig, type Plugin } from 'vite';

/** The areas of sentences that a page begins with (kit/screen.ts). */
const CORE_SENTENCES = /packages\/messages\/src\/([a-z]{2})\/(?:kit|refusal)\.json$/;

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
    rolldownOptions: {
      output: {
        // What the kit says is needed by every page at once: one file a language.
        codeSplitting: {
          groups: [
            { debugName: 'core sentences', test: CORE_SENTENCES, name: (id) => CORE_SENTENCES.exec(id)?.[1] ?? null },
          ],
        },
      },
    },
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
      handler(json) {
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
