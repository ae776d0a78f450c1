// `npm run dev`: the server restarts and the web is built again whenever their sources change.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT, bootstrap, runMain, runProgram } from './bootstrap.mjs';
import { VITE, buildWeb } from './web-build.mjs';

runMain(async () => {
  const node = await bootstrap();
  await buildWeb(node);
  const web = spawn(node, [VITE, 'build', '--watch', '--logLevel', 'warn'], {
    cwd: join(ROOT, 'apps', 'web'),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  try {
    return await runProgram(node, [
      '--watch',
      '--watch-preserve-output',
      'apps/server/src/main.ts',
      ...process.argv.slice(2),
    ]);
  } finally {
    web.kill();
  }
});
