// `npm run check`: what can be said about the code without running it.
import { bootstrap, runMain, runProgram } from './bootstrap.mjs';

runMain(async () => runProgram(await bootstrap(), ['scripts/check.ts', ...process.argv.slice(2)]));
