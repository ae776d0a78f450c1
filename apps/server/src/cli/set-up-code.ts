import type { Config } from '../config.ts';
import { renewSetUpCode } from '../operator/set-up-codes.ts';
import { withOperatorKit } from './installation.ts';

/** Makes a fresh set-up code, which voids the one before, and says it; or that Latchkey is set up. Gives the lines to print. */
export function setUpCode(config: Config): Promise<string[]> {
  return withOperatorKit(config, async (kit, { isServed }) => {
    const code = await renewSetUpCode(kit);
    if (code === undefined) return ['Latchkey is set up already: there is no set-up code any more. Sign in instead.'];
    const note =
      isServed === false ? ['Latchkey is not running; its next start prints a new code and ends this one.'] : [];
    return [`Set-up code, good once and until the next start: ${code}`, `Type it at ${config.publicUrl}`, ...note];
  });
}
