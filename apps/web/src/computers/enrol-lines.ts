/** The agent as the server offers it, and what its certificate is checked against where it made that itself. */
export type Offered = {
  pin: string | null;
  files: readonly { platform: string; file: string; sha256: string }[];
};

/** A line to paste on the machine that is to be added. */
export type EnrolLine = { platform: string; system: 'linux' | 'macos' | 'windows' | 'node'; line: string };

/** The name of the package that runs on any Node. */
const TARBALL = 'latchkey-agent.tgz';

/** The lines that add a machine with a code, the ones that need nothing there first. `url` is where this server is reached. */
export function enrolLines({ pin, files }: Offered, url: string, code: string): EnrolLine[] {
  const enrol = `enrol ${url} ${code}${pin === null ? '' : ` --pin ${pin}`}`;
  const alone = files.flatMap(({ platform, file, sha256 }) => {
    const system = systemOf(platform);
    if (system === undefined) return [];
    return [{ platform, system, line: lineFor(system, { from: `${url}/agent/${file}`, sha256, enrol, pin }) }];
  });
  const from = `${url}/agent/${TARBALL}`;
  // npx checks certificates against no pin, so where there is one curl loads the file for it.
  const line =
    pin === null
      ? `npx --yes ${from} ${enrol}`
      : `curl -fL${trustOf(pin)} -o ${TARBALL} ${from} && npx --yes ./${TARBALL} ${enrol}`;
  return [...alone, { platform: 'node', system: 'node', line }];
}

/** What makes curl believe exactly this key, and no certificate authority. */
function trustOf(pin: string | null): string {
  return pin === null ? '' : ` --insecure --pinnedpubkey "sha256//${pin}"`;
}

function systemOf(platform: string): 'linux' | 'macos' | 'windows' | undefined {
  if (platform.startsWith('linux')) return 'linux';
  if (platform.startsWith('darwin')) return 'macos';
  return platform.startsWith('win32') ? 'windows' : undefined;
}

type Facts = { from: string; sha256: string; enrol: string; pin: string | null };

function lineFor(system: 'linux' | 'macos' | 'windows', { from, sha256, enrol, pin }: Facts): string {
  const trust = trustOf(pin);
  if (system === 'windows') {
    const name = 'latchkey-agent.exe';
    return `curl.exe -fL${trust} -o ${name} ${from}; if ((Get-FileHash ${name}).Hash -eq '${sha256}') { .\\${name} ${enrol} }`;
  }
  const check = system === 'linux' ? 'sha256sum -c' : 'shasum -a 256 -c';
  return `curl -fL${trust} -o latchkey-agent ${from} && echo "${sha256}  latchkey-agent" | ${check} && chmod +x latchkey-agent && sudo ./latchkey-agent ${enrol}`;
}
