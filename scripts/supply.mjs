// `node scripts/supply.mjs`: writes docs/supply.md; with --check it says whether that is stale.
import { bootstrap, runMain, runProgram } from './bootstrap.mjs';

runMain(async () => runProgram(await bootstrap(), ['scripts/supply.ts', ...process.argv.slice(2)]));
