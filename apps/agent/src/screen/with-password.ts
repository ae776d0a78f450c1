import { dialLoopback } from './loopback.ts';
import { ScreenMissing, type ScreenSource } from './source.ts';
import { newVncPassword, vncAnswer } from './vnc-password.ts';

export type VncService = {
  port: number;
  /** Makes the VNC server that belongs to the platform ask for this password and serve this machine. */
  setUp: (password: string) => Promise<void>;
  /** What a person has to do, where it does not. */
  whatToDo: string;
  /** Whose desktop it shows; empty when nobody knows. */
  user: () => string;
};

/**
 * The screen of a platform whose VNC server runs as a service of its own and listens on a port of this machine: it is given a password
 * that only the agent has, new at each start of the agent. It has no way to the clipboard of whoever is signed in.
 */
export function passwordSource({ port, setUp, whatToDo, user }: VncService): ScreenSource {
  let ready: Promise<string> | undefined;
  let password = '';
  const begin = async (): Promise<string> => {
    const fresh = newVncPassword();
    try {
      await setUp(fresh);
      return fresh;
    } catch (error) {
      ready = undefined;
      const why = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
      throw new ScreenMissing(`${whatToDo} (${why})`);
    }
  };
  return {
    async open() {
      ready ??= begin();
      password = await ready;
      return dialLoopback(port, whatToDo);
    },
    answer: (challenge) => vncAnswer(password, challenge),
    user,
    clipboard: () => undefined,
    stop: async () => undefined,
  };
}
