/** Gives requests their Idempotency-Key, so that a double click or a lost answer never acts twice. */
export type Keys = {
  /** The key of a body: the same one while the same body is sent again without an answer. */
  keyFor: (body: unknown) => string;
  /** An answer came, whatever it was: what is sent next is a new act. */
  answered: () => void;
};

/** Keys for the acts of one form; `make` gives a fresh one. */
export function newKeys(make: () => string): Keys {
  let open: { body: string; key: string } | undefined;
  return {
    keyFor(body) {
      const text = JSON.stringify(body);
      if (open?.body !== text) open = { body: text, key: make() };
      return open.key;
    },
    answered() {
      open = undefined;
    },
  };
}
