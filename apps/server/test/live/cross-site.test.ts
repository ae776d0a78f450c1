import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { cookieJar } from '../../src/kit/cookies.ts';
import { newToken } from '../../src/kit/secrets.ts';
import { openCredentials } from '../../src/kit/tls.ts';
import { serve, type Serving } from '../../src/serve.ts';
import { testServer, type TestServer } from '../server.ts';
import { freeAddress } from './node-process.ts';

const ACCOUNT = '018f0000-0000-7000-8000-000000000001';
const PROXIED = 'https://desk.example.test';

/** One way in which a server is reached: its public address, and where the sockets of a test really go. */
type Mode = { words: string; publicUrl: string; dialled: string; ca?: string; isStranger?: boolean };

let server: TestServer;
let folder: string;
const modes: Mode[] = [];
const served: Serving[] = [];

before(async () => {
  server = await testServer();
  folder = mkdtempSync(join(tmpdir(), 'latchkey-tls-'));
  modes.push({ words: 'plain, on this machine', publicUrl: server.url, dialled: server.url.replace('http', 'ws') });
  const own = openCredentials({ mode: 'own', folder, host: 'localhost' }, new Date());
  const port = await another({ https: own });
  const secure = `https://localhost:${port}`;
  modes.push({
    words: 'a certificate of its own',
    publicUrl: secure,
    dialled: `wss://localhost:${port}`,
    ca: own.cert,
  });
  const near = await another({ publicUrl: PROXIED, trustedProxies: ['127.0.0.1', '::1'] });
  modes.push({ words: 'behind a proxy', publicUrl: PROXIED, dialled: `ws://localhost:${near}` });
  const far = await another({ publicUrl: PROXIED, trustedProxies: ['10.1.2.3'] });
  const stranger = { publicUrl: PROXIED, dialled: `ws://localhost:${far}`, isStranger: true };
  modes.push({ words: 'past the proxy', ...stranger });
});
after(async () => {
  for (const one of served) await one.stop();
  rmSync(folder, { recursive: true, force: true });
  await server?.stop();
});

test('A page of another site opens no socket of ours, in whichever TLS mode', async () => {
  for (const mode of modes) {
    const { words, publicUrl } = mode;
    const turned = publicUrl.startsWith('https')
      ? publicUrl.replace('https', 'http')
      : publicUrl.replace('http', 'https');
    const cookie = `${cookieJar(publicUrl).signIn}=${newToken()}`;
    const foreign = ['https://evil.test', 'null', '', turned, `${publicUrl}0`, `${publicUrl}.evil.test`, undefined];
    for (const path of ['/session/viewer', `/api/v1/accounts/${ACCOUNT}/news`]) {
      for (const origin of foreign)
        assert.equal(await knock(mode, path, { cookie, origin }), 403, `${words}: ${path} from ${String(origin)}`);
      const [mine, unknown] = mode.isStranger ? [403, 403] : [101, 404];
      assert.equal(await knock(mode, path, { cookie, origin: publicUrl }), mine, `${words}: ${path} from our own page`);
      assert.equal(await knock(mode, path, { origin: publicUrl }), unknown, `${words}: ${path} without a sign-in`);
    }
  }
});

test('No page at all opens a socket of agents, in whichever TLS mode', async () => {
  for (const mode of modes)
    for (const path of ['/agent/control', '/session/host']) {
      for (const origin of [mode.publicUrl, 'https://evil.test', 'null', ''])
        assert.equal(await knock(mode, path, { origin }), 403, `${mode.words}: ${path} from ${origin}`);
      assert.equal(await knock(mode, path, {}), mode.isStranger ? 403 : 101, `${mode.words}: ${path}`);
      if (!mode.isStranger)
        assert.equal(await knock(mode, path, { host: 'evil.test' }), 421, `${mode.words}: another host`);
    }
});

/** Serves once more, on the database of the test's server; gives the port. */
async function another(
  more: Partial<Pick<Parameters<typeof serve>[0], 'https' | 'publicUrl' | 'trustedProxies'>>,
): Promise<number> {
  const { port } = await freeAddress();
  const { db: _, node: __, ...kit } = server.serving.kit;
  const one = await serve({
    ...kit,
    databases: server.database,
    poolSize: 4,
    trustedProxies: [],
    https: undefined,
    bind: 'localhost',
    port,
    publicUrl: `https://localhost:${port}`,
    furnish: async () => undefined,
    ...more,
  });
  served.push(one);
  return port;
}

/** The status of an upgrade. */
function knock(
  { publicUrl, dialled, ca }: Mode,
  path: string,
  asked: { cookie?: string; origin?: string | undefined; host?: string },
): Promise<number> {
  const given = Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const headers = { host: new URL(publicUrl).host, ...(Object.fromEntries(given) as Record<string, string>) };
  const socket = new WebSocket(dialled + path, { headers, ...(ca === undefined ? {} : { ca }) });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('unexpected-response', (request, response) => {
      socket.removeAllListeners('error').on('error', () => undefined);
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
  });
}
