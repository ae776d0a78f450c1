import type { FastifyInstance } from 'fastify';
import type { Config } from './config.ts';
import type { Kit } from './kit/kit.ts';

export type Furnishing = { config: Config };

/** Adds to a server what surrounds its API. */
export async function furnish(app: FastifyInstance, _kit: Kit, _with: Furnishing): Promise<void> {
  app.get('/healthz', async () => ({ status: 'ok' }));
}
