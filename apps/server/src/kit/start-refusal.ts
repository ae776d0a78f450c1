/** Why the server does not start, in words for the person at the terminal: shown as it stands, without a stack. */
export class StartRefusal extends Error {
  override readonly name: string = 'StartRefusal';
}
