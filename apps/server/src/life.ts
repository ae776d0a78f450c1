/** How a process of the server ends: in order, once, whatever the reason. */
export type Life = {
  /** What must be stopped when everything ends; the latest first. */
  onEnd(stop: () => Promise<void>): void;
  /** Stops everything in order and leaves with the code; a second call does not wait. */
  end(code: number): Promise<void>;
  readonly isEnding: boolean;
};

export type LifeOptions = {
  say: (line: string) => void;
  /** Tells of an error that nobody caught: at most once in a life. */
  onFault: (error: unknown) => void;
};

/** PostgreSQL may take 30 s to end in order. */
const FAULT_ENDS_WITHIN_MS = 45_000;

/**
 * Ends the process in order on Ctrl-C, on SIGTERM and after an error that nobody caught (exit code 1): nobody knows then what still
 * holds, and starting again is cheap. A second signal does not wait.
 */
export function openLife({ say, onFault }: LifeOptions): Life {
  const stops: (() => Promise<void>)[] = [];
  let ending = false;
  const end = async (code: number): Promise<void> => {
    if (ending) process.exit(code || 1);
    ending = true;
    for (const stop of stops.toReversed()) await stop().catch(() => undefined);
    if (code === 0) say('Stopped.');
    process.exit(code);
  };
  const signalled = () => {
    if (!ending) say('\nStopping …');
    void end(0);
  };
  process.on('SIGINT', signalled);
  process.on('SIGTERM', signalled);
  // Rejections that nobody handles come here too.
  process.on('uncaughtException', (error) => {
    if (ending) return;
    onFault(error);
    setTimeout(() => process.exit(1), FAULT_ENDS_WITHIN_MS).unref();
    void end(1);
  });
  return {
    onEnd: (stop) => void stops.push(stop),
    end,
    get isEnding() {
      return ending;
    },
  };
}
