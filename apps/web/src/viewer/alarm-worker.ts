/** Rings after so many milliseconds. The timers of a hidden page come once a minute; those of its workers come in time. */
let timer: number | undefined;

addEventListener('message', ({ data: ms }: MessageEvent<number>) => {
  clearTimeout(timer);
  timer = setTimeout(() => postMessage('rang'), ms);
});
