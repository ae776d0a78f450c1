import { styleNonce } from './theme.ts';

// Safari 16.0 to 16.3 is supported (H3) and knows no String.prototype.isWellFormed, which the contract asks of passwords.
if (typeof String.prototype.isWellFormed !== 'function') {
  // oxlint-disable-next-line no-extend-native -- the one method that is missing there, as the standard defines it
  Object.defineProperty(String.prototype, 'isWellFormed', {
    configurable: true,
    writable: true,
    value(this: string) {
      return !/\p{Surrogate}/u.test(this);
    },
  });
}

// The library that stops the page behind a dialog from scrolling looks for the nonce of its style element under this name.
Object.assign(globalThis, { __webpack_nonce__: styleNonce() });
