import type { RawChannel } from '@novnc/novnc';

/**
 * What noVNC takes for its connection: encryption and coming back are underneath, and it knows of neither. `sent` takes bytes that are
 * used again afterwards; `hungUp` is told when noVNC itself ends the conversation.
 */
export class RfbChannel implements RawChannel {
  binaryType = 'arraybuffer';
  readonly protocol = '';
  readyState = 'open';
  onopen: RawChannel['onopen'] = null;
  onmessage: RawChannel['onmessage'] = null;
  onerror: RawChannel['onerror'] = null;
  onclose: RawChannel['onclose'] = null;
  readonly #events: { sent: (bytes: Uint8Array) => void; hungUp: () => void };

  constructor(events: { sent: (bytes: Uint8Array) => void; hungUp: () => void }) {
    this.#events = events;
  }

  send(bytes: Uint8Array): void {
    if (this.readyState === 'open') this.#events.sent(bytes);
  }

  close(): void {
    if (this.readyState !== 'open') return;
    this.end();
    this.#events.hungUp();
  }

  /** Bytes came from the computer. */
  receive(bytes: Uint8Array): void {
    if (this.readyState !== 'open') return;
    try {
      // noVNC takes a whole buffer, and these may be a part of one.
      this.onmessage?.({ data: bytes.slice().buffer });
    } catch {
      // It throws at some pictures that are none.
      this.close();
    }
  }

  /** The way to the computer is closed. */
  end(): void {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    // At once, noVNC would take it for a fault of its own.
    setTimeout(() => this.onclose?.({ code: 1000, reason: '', wasClean: true }), 0);
  }
}
