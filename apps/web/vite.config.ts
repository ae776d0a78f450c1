import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operations } from '@latchkey/contract/operations';
import react from '@vitejs/plugin-react';
import { createIntl } from 'react-intl';
import { defineConfig, type Plugin } from 'vite';
import { licencesText } from './licences.ts';

/** The areas of sentences that a page begins with (kit/screen.ts). */
const CORE_SENTENCES = /packages\/messages\/src\/([a-z]{2})\/(?:kit|refusal)\.json$/;

/** The code that the head of the first page names, and so every page has; known before other chunks are asked about. */
const head = new Set<string>();

/** The build of the web: everything from our own origin, nothing inline, names with a hash so that they can be cached for ever. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [compiledSentences(), operationFacts(), licences(), react()],
  resolve: {
    // One copy of each, whatever version the packages around them ask for.
    dedupe: ['intl-messageformat', '@formatjs/icu-messageformat-parser'],
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
    modulePreload: {
      polyfill: false,
      // Every chunk that loads others later would carry the long names of those that are there already.
      resolveDependencies: (_, names, { hostType }) => {
        if (hostType === 'js') return names.filter((name) => !head.has(name));
        for (const name of names.filter((one) => one.endsWith('.js'))) head.add(name);
        return names;
      },
    },
    cssCodeSplit: true,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      // Making a schema changes nothing: one that nobody needs is left out.
      treeshake: { manualPureFunctions: ['z'] },
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

/** Puts the licences of what others made beside the pages (H2): at /licences.txt. */
function licences(): Plugin {
  return {
    name: 'latchkey-licences',
    apply: 'build',
    generateBundle() {
      const source = licencesText(join(import.meta.dirname, '..', '..'));
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source });
    },
  };
}

const FACTS = '\0facts:';

/**
 * Gives the web the facts of operations, which calls need, without their schemas: the schema of a body is loaded when somebody begins
 * to fill in a form (src/kit/deferred-schema.ts), and those of queries and replies are the server's. Schemas and what runs them would
 * be an eighth of the first load.
 */
function operationFacts(): Plugin {
  return {
    name: 'latchkey-operations',
    enforce: 'pre',
    resolveId: {
      filter: { id: /^@latchkey\/contract\// },
      async handler(source, importer) {
        const module = await this.resolve(source, importer, { skipSelf: true });
        return module && FACTS + module.id;
      },
    },
    load: {
      filter: { id: /^\0facts:/ },
      handler: (id) => factsModule(id.slice(FACTS.length)),
    },
  };
}

/** The operations that the source of a module exports, by the name of the export. */
function operationsIn(source: string) {
  const found = source.matchAll(/^export const (\w+) = operation\(\{\s*id: '([^']+)'/gm);
  return [...found].flatMap(([, name = '', id]) => {
    const operation = operations.find((one) => one.id === id);
    return operation === undefined ? [] : [{ name, operation }];
  });
}

/** What of an operation is its schemas, and what only documents say. */
const NOT_FACTS = new Set(['summary', 'params', 'query', 'body', 'reply', 'refusals', 'unaudited']);

function factsModule(path: string): string {
  const source = readFileSync(path, 'utf8');
  // A module without operations stands here as it is, apart from what the schemas make of it.
  if (operationsIn(source).length === 0) return source;
  const schemas = `import(${JSON.stringify(path)})`;
  const facts = operationsIn(source).map(({ name, operation }) => {
    const kept = Object.fromEntries(Object.entries(operation).filter(([key]) => !NOT_FACTS.has(key)));
    const schema = `body: /* @__PURE__ */ deferredSchema(async () => (await ${schemas}).${name}.body)`;
    return `export const ${name} = { ...${JSON.stringify(kept)}, ${operation.body === undefined ? '' : schema} };`;
  });
  return [`import { deferredSchema } from '/src/kit/deferred-schema.ts';`, ...plainValuesIn(source), ...facts].join(
    '\n',
  );
}

/** The lists, words and numbers that a module exports beside its operations; whatever else it exports is a schema. */
function plainValuesIn(source: string): string[] {
  const found = source.matchAll(/^export const \w+ = (?:\[[^\]]*\]|'[^']*'|[\d_]+)(?=( as const)?;$)/gm);
  return [...found].map(([value]) => `${value};`);
}
