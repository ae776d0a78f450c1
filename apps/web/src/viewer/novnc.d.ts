// @novnc/novnc 1.7.0 brings no types; these are of what is used of it (docs/API.md of the package).
declare module '@novnc/novnc' {
  export type RawChannel = {
    binaryType: string;
    readonly protocol: string;
    readonly readyState: string;
    onopen: (() => void) | null;
    onmessage: ((event: { data: ArrayBuffer }) => void) | null;
    onerror: ((event: unknown) => void) | null;
    onclose: ((event: { code: number; reason: string; wasClean: boolean }) => void) | null;
    send: (bytes: Uint8Array) => void;
    close: () => void;
  };

  export default class RFB extends EventTarget {
    constructor(target: Element, channel: RawChannel, options?: { shared?: boolean });
    viewOnly: boolean;
    clipViewport: boolean;
    dragViewport: boolean;
    scaleViewport: boolean;
    showDotCursor: boolean;
    background: string;
    /** 0 to 9. */
    qualityLevel: number;
    compressionLevel: number;
    focus(options?: FocusOptions): void;
    /** A key by its keysym and, where known, by its place on the keyboard; without `down` it is pressed and let go. */
    sendKey(keysym: number | null, code: string | null, down?: boolean): void;
  }
}
