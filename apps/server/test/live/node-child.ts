// A server of its own process beside the one of a test, on the same database: what it gets to know comes as JSON.
import { linksOf, readConfig } from '../../src/config.ts';
import { openLog } from '../../src/kit/log.ts';
import { openMetrics } from '../../src/kit/metrics.ts';
import { passwordKit } from '../../src/kit/passwords.ts';
import { openSecrets } from '../../src/kit/secrets.ts';
import { serve } from '../../src/serve.ts';
import type { ChildParts } from './node-process.ts';

const { databases, publicUrl, nodeUrl, port, keyFile, mail } = JSON.parse(process.argv[2] ?? '') as ChildParts;
await serve({
  databases,
  poolSize: 10,
  trustedProxies: [],
  https: undefined,
  bind: 'localhost',
  port,
  publicUrl,
  nodeUrl,
  version: '0.0.0-test',
  secrets: openSecrets(keyFile),
  passwords: passwordKit({ cost: { memoryCost: 64, timeCost: 1 }, waiting: 1000 }),
  log: openLog('warn', { write: (line: string) => void process.stderr.write(line) }),
  limits: { invitationsPerDay: 10_000, mailsPerRecipientPerDay: 100 },
  mail,
  metrics: openMetrics(),
  signUp: false,
  links: linksOf(readConfig({})),
  furnish: async () => undefined,
});
process.stdout.write('serving\n');
// Whoever started it is gone.
process.stdin.on('end', () => process.exit(1)).resume();
