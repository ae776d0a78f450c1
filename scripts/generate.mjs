// `npm run generate`: writes every generated file anew; with --check it says which are stale.
import { bootstrap, runMain, runProgram } from './bootstrap.mjs';

runMain(async () => runProgram(await bootstrap(), ['scripts/generate.ts', ...process.argv.slice(2)]));
