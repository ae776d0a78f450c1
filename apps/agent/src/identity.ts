import { checkFolder, readDurable } from './code/store-files.ts';
import { isEnrolled } from './code/store.ts';
import { type Identity, identityFile } from './code/store-shapes.ts';

/** Which computer this is, whether or not the agent runs: it is written once and never changes. Nothing when it is not enrolled. */
export async function identityIn(state: string): Promise<Identity | undefined> {
  if (!(await isEnrolled(state))) return undefined;
  await checkFolder(state);
  return readDurable(state, identityFile);
}
