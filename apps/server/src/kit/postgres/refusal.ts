/** The database cannot be started and a person can do something about it: `message` is a plain sentence that says what. */
export class PostgresRefusal extends Error {
  override name = 'PostgresRefusal';
}
