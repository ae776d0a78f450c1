// `npm run latchkey -- <command>`: the operator's commands.
import { bootstrap, runMain, runProgram } from './bootstrap.mjs';

runMain(async () => runProgram(await bootstrap(), ['apps/server/src/cli.ts', ...process.argv.slice(2)]));
