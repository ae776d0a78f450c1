// A server process for the tests: starts the database in argv[2], says where, and then does what argv[3] asks.
import pg from 'pg';
import { startEmbedded } from '../../src/kit/postgres/supervisor.ts';

const [dataDir = '', mode = 'wait'] = process.argv.slice(2);
const tell = (message: object) => void process.stdout.write(`${JSON.stringify(message)}\n`);

try {
  const database = await startEmbedded({ dataDir, say: (line) => tell({ said: line }) });
  process.once('SIGTERM', () => void database.stop().then(() => process.exit(0)));
  tell({ owner: database.owner });
  if (mode === 'throw') setTimeout(() => failUncaught(), 20);
  if (mode === 'write') await writeForEver(database.owner);
} catch (error) {
  tell({ refused: (error as Error).message });
  process.exit(1);
}

function failUncaught(): never {
  throw new Error('nobody catches this');
}

async function writeForEver(owner: pg.ClientConfig): Promise<never> {
  const client = new pg.Client(owner);
  await client.connect();
  await client.query('create table if not exists written (id int primary key)');
  for (let id = 1; ; id++) {
    await client.query('insert into written values ($1)', [id]);
    tell({ acknowledged: id });
  }
}
