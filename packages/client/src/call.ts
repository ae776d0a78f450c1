/** Where an operation is and where its fields go: those in its path, those of its query; the rest of a POST is its body. */
export type OperationFacts = {
  readonly method: 'GET' | 'POST';
  /** From the root of the address, parameters as `:name`. */
  readonly path: string;
  readonly query?: readonly string[];
  readonly idempotent?: true;
};

/** What can be said of any call besides its input. */
export type CallOptions = {
  /** Gives the call up; it is rejected with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** How long one attempt may take; the client's own unless said here. */
  timeoutMs?: number | undefined;
};

/** What can be said of a call that may be repeated without acting twice. */
type IdempotentOptions = {
  /**
   * 1 to 200 visible ASCII characters: a call with the same key and the same input acts once and is answered alike. Made for each
   * call unless given here; give one to go on safely after your own program has been interrupted.
   */
  idempotencyKey?: string | undefined;
};

/** An operation's types, as the generated list has them. */
type Shape = { input: object; reply: object };

type OptionsOf<O extends Shape> = CallOptions & (O extends { idempotent: true } ? IdempotentOptions : unknown);

/** The reply of a dry run: what would come of it (P9), and nothing has changed. */
type DryReply<R> = R extends { consequences?: unknown } ? R & Required<Pick<R, 'consequences'>> : R;

type Act<O extends Shape> =
  Record<never, never> extends O['input']
    ? (input?: O['input'], options?: OptionsOf<O>) => Promise<O['reply']>
    : (input: O['input'], options?: OptionsOf<O>) => Promise<O['reply']>;

type ActOrTry<O extends Shape> = {
  (input: O['input'], options: OptionsOf<O> & { dryRun: true }): Promise<DryReply<O['reply']>>;
  (input: O['input'], options?: OptionsOf<O> & { dryRun?: boolean | undefined }): Promise<O['reply']>;
};

/** An operation as a method of the client. */
export type Call<O extends Shape> = O extends { dryRun: true } ? ActOrTry<O> : Act<O>;
