/** A way back that a toast offers: what its button says and does. */
export type WayBack = { label: string; act: () => void };

type Toast = { sentence: string; tone: 'good' | 'bad'; back?: WayBack | undefined };

/** Shows toasts; installed by the component that draws them, which is loaded with the first one. */
type Shower = (toast: Toast) => void;

const waiting: Toast[] = [];
let shower: Shower | undefined;
let onFirst: (() => void) | undefined;

/** Says shortly that something worked; goes away by itself. Never for errors that need an answer: those stay where they happened. */
export function toastDone(sentence: string, back?: WayBack): void {
  show({ sentence, tone: 'good', back });
}

/** Says that something in the background did not work. */
export function toastFailed(sentence: string): void {
  show({ sentence, tone: 'bad' });
}

function show(toast: Toast): void {
  if (shower !== undefined) return shower(toast);
  waiting.push(toast);
  onFirst?.();
}

/** Calls back when the first toast wants to be shown. */
export function whenToastWanted(callback: () => void): () => void {
  onFirst = callback;
  if (waiting.length > 0) callback();
  return () => {
    onFirst = undefined;
  };
}

/** Takes over showing, beginning with what waited. */
export function installToasts(show: Shower): () => void {
  shower = show;
  for (const toast of waiting.splice(0)) show(toast);
  return () => {
    shower = undefined;
  };
}
