/** One timer that keeps its time in a hidden tab. */
export type Alarm = { set: (ms: number) => void; close: () => void };

/** Rings in a worker of its own, and by the page's timers should the worker not run. */
export function startAlarm(rang: () => void): Alarm {
  const worker = new Worker(new URL('./alarm-worker.ts', import.meta.url), { type: 'module' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isBroken = false;
  worker.addEventListener('message', rang);
  worker.addEventListener('error', () => {
    isBroken = true;
    rang();
  });
  return {
    set(ms) {
      clearTimeout(timer);
      if (isBroken) timer = setTimeout(rang, ms);
      else worker.postMessage(ms, []);
    },
    close() {
      clearTimeout(timer);
      worker.terminate();
    },
  };
}
