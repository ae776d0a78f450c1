import { SURROUNDINGS } from '../config.ts';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Where the first of these programs is that this machine has; nothing when it has none. */
export function programOf(names: readonly string[], path = SURROUNDINGS['PATH'] ?? ''): string | undefined {
  const folders = [...path.split(':'), '/usr/bin', '/usr/local/bin'].filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
