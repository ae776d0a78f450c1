import { text } from 'node:stream/consumers';
import type { Connection } from './kit/db.ts';
import { migrate, MigrationRefusal, type RolePasswords } from './kit/migrate.ts';
import { connectionRefusal } from './kit/unreachable.ts';

// The process that alone acts as latchkey_owner. Reads its connection from standard input, prints what it ran as JSON.
const { owner, passwords } = JSON.parse(await text(process.stdin)) as { owner: Connection; passwords: RolePasswords };
try {
  process.stdout.write(JSON.stringify(await migrate(owner, passwords)));
} catch (error) {
  process.stderr.write(
    error instanceof MigrationRefusal
      ? error.message
      : (connectionRefusal(owner, error) ?? `The database could not be migrated: ${(error as Error).message}`),
  );
  process.exitCode = 1;
}
