import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

/** What the server hands out to machines that are to be enrolled. */
export type AgentOffer = {
  /** Where the build of the agent puts it. */
  folder: string;
  /** SHA-256 of our public key in base64, where the certificate is our own. */
  pin: string | null;
};

const file = z.object({ file: z.string().regex(/^[\w][\w.-]*$/), size: z.number().int(), sha256: z.string() });
const built = z.object({
  version: z.string(),
  /** Shown to people. */
  files: z.array(file.extend({ platform: z.string() })),
  /** For agents that update themselves. */
  others: z.array(file),
});

/** What the build of the agent has made. */
export type BuiltAgent = z.output<typeof built>;

/** What there is to hand out by now: it is built beside the running server, and all of it appears at once. Nothing before that. */
export async function builtAgent({ folder }: AgentOffer): Promise<BuiltAgent | undefined> {
  try {
    return built.parse(JSON.parse(await readFile(join(folder, 'files.json'), 'utf8')));
  } catch {
    return undefined;
  }
}
