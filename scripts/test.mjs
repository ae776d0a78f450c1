// `npm test`: everything that must be green, right after a clone. `npm test -- <pattern>` runs the test files whose path contains it.
import { bootstrap, runMain, runProgram } from './bootstrap.mjs';

runMain(async () => runProgram(await bootstrap(), ['scripts/test.ts', ...process.argv.slice(2)]));
