// Builds the agent that the server hands out, beside the running server. Plain JavaScript for Node 18.
import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { ROOT } from './bootstrap.mjs';

/** What the system gives to whoever can wait. */
const LEAST = 19;

/**
 * Begins to build apps/agent/dist unless it is made of what lies there now. Nobody waits for it: the server offers the agent once it is
 * there. It takes some ten seconds, mostly for the single executable of 120 MB.
 * @param {string} node a Node that runs TypeScript
 */
export function buildAgent(node) {
  const child = spawn(node, ['scripts/agent-build.ts'], { cwd: ROOT, stdio: 'ignore' });
  const fail = () => console.error('The agent for download was not built. node scripts/agent-build.ts says why.');
  child.once('error', fail);
  child.once('exit', (code) => {
    if (code) fail();
  });
  child.unref();
  try {
    if (child.pid !== undefined) setPriority(child.pid, LEAST);
  } catch {
    // It has ended already, or the system knows no priorities.
  }
}
