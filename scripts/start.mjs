// `npm start`: from a fresh clone to a running server.
import { buildAgent } from './agent-build.mjs';
import { bootstrap, runMain, runProgram, serverEnvironment } from './bootstrap.mjs';
import { buildWeb } from './web-build.mjs';

runMain(async () => {
  const args = process.argv.slice(2);
  const node = await bootstrap();
  if (!asksOnly(args)) {
    await buildWeb(node);
    buildAgent(node);
  }
  return runProgram(node, ['apps/server/src/main.ts', ...args], { env: serverEnvironment() });
});

/** @param {string[]} args */
function asksOnly(args) {
  return args.some((arg) => ['--help', '-h', '--version', '-V'].includes(arg));
}
