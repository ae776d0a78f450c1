import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const TRIES = 100;

/** What a process of ours has to be started with, so that its garbage can be collected from outside; nothing listens before that. */
export const inspectorOn = (port: number): string => `--inspect-port=127.0.0.1:${port}`;

/** Collects the garbage of a process, so that what it then holds is what it needs. The process does not end before `close`. */
export type Collector = { collect(): Promise<void>; close(): void };

/** Opens the inspector of such a process. */
export async function collectorOf(pid: number, port: number): Promise<Collector> {
  process.kill(pid, 'SIGUSR1');
  const socket = new WebSocket(await addressOf(port));
  await once(socket, 'open');
  let asked = 0;
  return {
    async collect() {
      const id = (asked += 1);
      socket.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }));
      for (let answered = 0; answered !== id;) {
        const [{ data }] = (await once(socket, 'message')) as [{ data: string }];
        answered = (JSON.parse(data) as { id?: number }).id ?? 0;
      }
    },
    close: () => socket.close(),
  };
}

async function addressOf(port: number): Promise<string> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => undefined);
    const [target] = ((await answer?.json()) ?? []) as { webSocketDebuggerUrl: string }[];
    if (target) return target.webSocketDebuggerUrl;
    await sleep(50);
  }
  throw new Error('The inspector does not answer.');
}
