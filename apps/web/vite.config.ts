import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The build of the web: everything from our own origin, nothing inline, names with a hash so that they can be cached for ever. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    assetsDir: 'assets',
    // A data: URL would need an exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: true,
  },
});
