import { readFileSync } from 'node:fs';

/** What is built into an agent that is handed out; source code that runs as it stands has none of it. */
type Build = {
  version: string;
  /** Ed25519 public keys of those who release agents: SubjectPublicKeyInfo in base64url. */
  releaseKeys: readonly string[];
};

declare const LATCHKEY_BUILD: Build | undefined;

/** The version of this agent, and whose releases it believes. */
export const build: Build =
  typeof LATCHKEY_BUILD === 'undefined' ? { version: versionOfSource(), releaseKeys: [] } : LATCHKEY_BUILD;

function versionOfSource(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
