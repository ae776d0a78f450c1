import { type ClientOptions, WebSocket } from 'ws';
import type { Trust } from './trust.ts';

export type SocketEvents = {
  opened: () => void;
  text: (text: string) => void;
  message: (bytes: Uint8Array) => void;
  /** A sign of life that says nothing. */
  ping?: () => void;
  /** Also when it never opened. What went wrong is no matter, unless the server says so by its code: whoever needs it comes back. */
  closed: (code: number) => void;
};

/** Dials the server. `isMasked: false` for what is ciphertext anyway: masking with zeros costs a quarter of masking at random. */
export function openSocket(
  url: URL | string,
  of: { trust: Trust; mostBytes: number; isMasked: boolean },
  events: SocketEvents,
): WebSocket {
  const options = {
    ...of.trust,
    maxPayload: of.mostBytes,
    perMessageDeflate: false,
    followRedirects: false,
    ...(of.isMasked ? {} : { generateMask: (mask: Buffer) => void mask.fill(0) }),
  };
  // The types want a boolean of `checkServerIdentity`; it goes to tls.connect as it stands, which wants an error or nothing.
  const socket = new WebSocket(url, options as unknown as ClientOptions);
  socket.on('open', events.opened);
  socket.on('message', (data, isBinary) => {
    if (isBinary) events.message(data as Buffer);
    else events.text((data as Buffer).toString('utf8'));
  });
  for (const sign of ['ping', 'pong'] as const) socket.on(sign, () => events.ping?.());
  socket.on('error', () => undefined);
  socket.on('close', events.closed);
  return socket;
}
