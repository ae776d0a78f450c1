/** What doctor found about one part: `says` is a plain sentence, `remedy` what to do about it. Neither ever holds a secret. */
export type Finding = {
  part:
    | 'settings'
    | 'node'
    | 'disk'
    | 'key'
    | 'database'
    | 'migrations'
    | 'queue'
    | 'mail'
    | 'address'
    | 'tls'
    | 'clock';
  state: 'ok' | 'warning' | 'trouble';
  says: string;
  remedy?: string;
};

/** A maker of findings about one part. */
export function about(part: Finding['part']) {
  return {
    ok: (says: string): Finding => ({ part, state: 'ok', says }),
    warning: (says: string, remedy: string): Finding => ({ part, state: 'warning', says, remedy }),
    trouble: (says: string, remedy: string): Finding => ({ part, state: 'trouble', says, remedy }),
  };
}

/** The message of whatever was thrown. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error);
}
