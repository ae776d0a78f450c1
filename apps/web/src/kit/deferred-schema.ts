/** What screens ask of a schema. */
type Asked = { safeParse: (value: unknown, context?: never) => unknown };

/** A schema that is loaded when it is first needed. Until then everything passes: the server looks at everything anyway. */
export type DeferredSchema = Asked & {
  /** Has the schema when it is done; what could not be loaded is asked for again the next time. Throws when it can't be reached. */
  load: () => Promise<void>;
};

/**
 * Stands for the schema of an operation's body. Schemas and what runs them weigh as much as all screens together, and nobody needs
 * them before they type; so the build (vite.config.ts) leaves the facts of operations where they are and puts this in place of their
 * schemas.
 */
export function deferredSchema(load: () => Promise<Asked>): DeferredSchema {
  let schema: Asked | undefined;
  let coming: Promise<void> | undefined;
  const bring = async () => {
    try {
      schema = await load();
    } finally {
      coming = undefined;
    }
  };
  const bringOnce = () => (schema === undefined ? (coming ??= bring()) : Promise.resolve());
  return {
    safeParse(value, context) {
      if (schema !== undefined) return schema.safeParse(value, context);
      // Whoever asks once will ask again.
      void bringOnce().catch(() => {});
      return { success: true, data: value };
    },
    load: bringOnce,
  };
}

/** Waits for the schema of an operation's body where it is not there yet. */
export async function bodySchemaOf(operation: { body?: unknown }): Promise<void> {
  const { body } = operation;
  if (typeof body === 'object' && body !== null && 'load' in body) await (body as DeferredSchema).load();
}
