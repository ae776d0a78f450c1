import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { ROOT } from './bootstrap.mjs';

test('the launcher ends with the exit code of the program', async () => {
  const { child } = await launch('process.exit(7)');
  assert.deepEqual(await once(child, 'exit'), [7, null]);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`the launcher passes ${signal} on once and waits for the program to end`, async () => {
    const { child, output, said } = await launch(`
      let times = 0;
      process.on('${signal}', () => { times++; setTimeout(() => { console.log('told', times); process.exit(3); }, 400); });
      setInterval(() => {}, 1000);
      console.log('ready');`);
    await said('ready');
    child.kill(signal);
    assert.deepEqual(await once(child, 'exit'), [3, null]);
    assert.match(output(), /told 1\n/);
  });
}

test('the program is stopped when the shell that npm started it from dies', async () => {
  const program = `
    process.on('SIGTERM', () => { console.log('stopped'); process.exit(0); });
    setInterval(() => {}, 1000);
    console.log('ready');`;
  const { child, said } = await launch(program, { throughShell: true });
  await said('ready');
  child.kill('SIGKILL');
  await said('stopped');
});

/** Starts the launcher around a program of a few words, without a terminal. */
async function launch(program: string, { throughShell = false } = {}) {
  const code = `import('./scripts/bootstrap.mjs').then(({ runMain, runProgram }) =>
    runMain(() => runProgram(process.execPath, ['-e', process.argv[1]])));`;
  const args = ['-e', code, program];
  const env = { ...process.env, npm_lifecycle_event: 'start' };
  const child = throughShell
    ? spawn('/bin/sh', ['-c', '"$0" "$@"; exit $?', process.execPath, ...args], { cwd: ROOT, env })
    : spawn(process.execPath, args, { cwd: ROOT, env });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  const said = async (word: string) => {
    while (!output.includes(word)) await once(child.stdout, 'data');
  };
  await once(child, 'spawn');
  return { child, output: () => output, said };
}
