// Runs in every page before anything of its own: notes when a key was pressed, when the picture changed after it, and what OPAQUE took.
(() => {
  const NEW_COLOUR = 60;
  const seen = { opaque: {}, click: 0, first: 0 };
  let before = [0, 0, 0];
  let key = 0;
  let told;
  globalThis.seen = seen;
  /** Resolves with the milliseconds from the next key to its colour on the canvas. */
  globalThis.awaitColour = () => {
    key = 0;
    globalThis.colour = new Promise((resolve) => (told = resolve));
  };

  // The first picture may be drawn before its canvas is put into the page.
  const first = (canvas) => {
    if (canvas.isConnected) seen.first = performance.now();
    else requestAnimationFrame(() => first(canvas));
  };
  // noVNC draws on a canvas of its own and then copies to the one in the page.
  // oxlint-disable-next-line typescript/unbound-method
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...args) {
    draw.apply(this, args);
    if (this.canvas.parentNode === null) return;
    // Not in the middle, where the pointer is.
    const { width, height } = this.canvas;
    const now = [...this.getImageData(width >> 2, height >> 2, 1, 1).data].slice(0, 3);
    const change = now.reduce((sum, part, at) => sum + Math.abs(part - before[at]), 0);
    if (change < NEW_COLOUR) return;
    before = now;
    if (seen.click > 0 && seen.first === 0) first(this.canvas);
    if (key > 0) told?.(performance.now() - key);
    key = 0;
  };
  addEventListener('keydown', () => (key = performance.now()), true);
  addEventListener('click', () => (seen.click ||= performance.now()), true);

  // OPAQUE runs in a worker: what is asked of it has a number, and so has the answer.
  // oxlint-disable-next-line typescript/unbound-method
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...rest) {
    const asked = performance.now();
    const step = message?.job?.do;
    const heard = ({ data }) => {
      if (data?.id !== message.id) return;
      seen.opaque[step] = performance.now() - asked;
      this.removeEventListener('message', heard);
    };
    if (step !== undefined) this.addEventListener('message', heard);
    return post.call(this, message, ...rest);
  };
})();
