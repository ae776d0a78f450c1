import { globSync } from 'node:fs';
import { ROOT, runProgram } from './bootstrap.mjs';

const args = process.argv.slice(2);
const generators = globSync('apps/server/src/generate/*.ts', { cwd: ROOT }).filter(
  (path) => !path.endsWith('.test.ts'),
);

let failed = 0;
for (const generator of generators.toSorted()) {
  const code = await runProgram(process.execPath, [generator, ...args]);
  if (code === 0) continue;
  failed++;
  if (args.includes('--check')) console.error(`${generator}: what it writes is stale. Run \`npm run generate\`.`);
}
process.exitCode = failed > 0 ? 1 : 0;
