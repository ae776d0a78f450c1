import * as z from 'zod';
import { operation } from './operation.ts';

/** What the server hands out for machines that are to be enrolled (C1). */
export const listAgentFiles = operation({
  id: 'computer.agent-files',
  scope: 'public',
  method: 'GET',
  path: '/agent-files',
  summary: 'The agent as this server offers it for download under /agent/, with what to compare it by.',
  reply: z.strictObject({
    /** Nothing while the agent is still being built, or where this server has none. */
    version: z.string().nullable(),
    /** SHA-256 of the server’s public key in base64, where it made its certificate itself: the enrolment line names it. */
    pin: z.string().nullable(),
    files: z.array(
      z.strictObject({
        /** `node` runs on any Node from 20 on; others are named as Node names them, `linux-x64`. */
        platform: z.string(),
        file: z.string(),
        /** Bytes. */
        size: z.number().int(),
        /** In hexadecimal digits. */
        sha256: z.string(),
      }),
    ),
  }),
  refusals: [],
});
