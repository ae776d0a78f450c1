import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type AgentOffer, builtAgent } from './kit/agent-offer.ts';
import { Refused } from './kit/refused.ts';

/** Where the build of the agent puts what is handed out. */
export const AGENT_DIR = fileURLToPath(new URL('../../agent/dist', import.meta.url));

/** Adds the download of the agent: only what its build lists, from the disk as it is read, whoever asks. */
export function offerAgent(app: FastifyInstance, offer: AgentOffer): void {
  app.get<{ Params: { file: string } }>('/agent/:file', (request, reply) =>
    sendFile(offer, request.params.file, { request, reply }),
  );
}

type Call = { request: FastifyRequest; reply: FastifyReply };

async function sendFile(offer: AgentOffer, name: string, { request, reply }: Call): Promise<FastifyReply> {
  const built = await builtAgent(offer);
  const found = built && [...built.files, ...built.others].find(({ file }) => file === name);
  if (!found) throw new Refused({ code: 'not-found' });
  const tag = `"${found.sha256}"`;
  if (request.headers['if-none-match'] === tag) return reply.code(304).header('etag', tag).send();
  const handle = await open(join(offer.folder, name));
  // Built anew in this moment: the length that was promised would be another file's.
  if ((await handle.stat()).size !== found.size) {
    await handle.close();
    throw new Refused({ code: 'busy' });
  }
  reply
    .header('etag', tag)
    .header('cache-control', 'no-cache')
    .header('content-length', found.size)
    .header('content-disposition', `attachment; filename="${name}"`)
    .type('application/octet-stream');
  if (request.method !== 'HEAD') return reply.send(handle.createReadStream());
  await handle.close();
  return reply.send();
}
