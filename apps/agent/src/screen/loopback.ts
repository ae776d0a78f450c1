import { connect, type Socket } from 'node:net';
import { ScreenMissing } from './source.ts';

const ANSWERS_WITHIN_MS = 5_000;

/** Connects to a VNC server on this machine. @throws ScreenMissing, with what to do, when none listens there */
export function dialLoopback(port: number, whatToDo: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    const fail = (): void => {
      socket.destroy();
      reject(new ScreenMissing(whatToDo));
    };
    socket.setTimeout(ANSWERS_WITHIN_MS, fail);
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', fail);
      resolve(socket);
    });
  });
}
