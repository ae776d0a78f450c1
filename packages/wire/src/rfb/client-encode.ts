import { joined, written, type Field } from './bytes.ts';
import type { Area, ClientMessage } from './client-messages.ts';
import { PIXEL_FORMAT } from './encoding.ts';

/** The bytes of a message to a VNC server, written anew: padding is empty, flags are 0 or 1, lengths are right. */
export function encodeClientMessage(message: ClientMessage): Uint8Array {
  switch (message.t) {
    case 'pixel-format':
      return joined([new Uint8Array(4), PIXEL_FORMAT]);
    case 'encodings':
      return written([[1, 2], [1, 0], [2, message.encodings.length], ...message.encodings.map(long)]);
    case 'update-request':
      return written([[1, 3], flag(message.isIncremental), ...areaFields(message.area)]);
    case 'continuous-updates':
      return written([[1, 150], flag(message.isOn), ...areaFields(message.area)]);
    case 'fence':
      return joined([
        written([[1, 248], [1, 0], [2, 0], long(message.flags), [1, message.payload.length]]),
        message.payload,
      ]);
    case 'key':
      return encodeKey(message);
    case 'pointer':
      return encodePointer(message);
    case 'desktop-size':
      return encodeDesktopSize(message);
  }
}

function encodeKey({ isDown, key }: Extract<ClientMessage, { t: 'key' }>): Uint8Array {
  if (key.keycode === undefined) return written([[1, 4], flag(isDown), [2, 0], long(key.keysym)]);
  return written([[1, 255], [1, 0], [2, isDown ? 1 : 0], long(key.keysym), long(key.keycode)]);
}

function encodePointer({ buttons, x, y, isLong }: Extract<ClientMessage, { t: 'pointer' }>): Uint8Array {
  const place: Field[] = [
    [2, x],
    [2, y],
  ];
  if (!isLong) return written([[1, 5], [1, buttons & 0x7f], ...place]);
  return written([[1, 5], [1, (buttons & 0x7f) | 0x80], ...place, [1, buttons >> 7]]);
}

function encodeDesktopSize({ width, height, displays }: Extract<ClientMessage, { t: 'desktop-size' }>): Uint8Array {
  return written([
    [1, 251],
    [1, 0],
    [2, width],
    [2, height],
    [1, displays.length],
    [1, 0],
    ...displays.flatMap((display) => [long(display.id), ...areaFields(display), long(display.flags)]),
  ]);
}

function areaFields({ x, y, width, height }: Area): Field[] {
  return [
    [2, x],
    [2, y],
    [2, width],
    [2, height],
  ];
}

function flag(isSet: boolean): Field {
  return [1, isSet ? 1 : 0];
}

function long(value: number): Field {
  return [4, value];
}
