// `npm run bench`: measures the built product; bench/ says what.
import { bootstrap, runMain, runProgram } from './bootstrap.mjs';
import { buildWeb } from './web-build.mjs';

runMain(async () => {
  const node = await bootstrap();
  await buildWeb(node);
  return runProgram(node, ['bench/main.ts', ...process.argv.slice(2)]);
});
