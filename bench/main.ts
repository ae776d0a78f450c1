import { cpus } from 'node:os';
import { measureAccepting } from './accept.ts';
import { measureAgent } from './agent.ts';
import { measureAgents } from './agents.ts';
import { measureAudit } from './audit.ts';
import { measureBundle } from './bundle.ts';
import { measureComputers } from './computers.ts';
import { measureDesktop } from './desktop.ts';
import { measureGroups } from './groups.ts';
import { measureInviting } from './invite.ts';
import { measureNarrowing } from './narrow.ts';
import { measureProfiles } from './profiles.ts';
import { measureRelay } from './relay.ts';
import { measureRevoking } from './revoke.ts';
import { measureSigningIn } from './sign-in.ts';
import { measureStarting } from './start.ts';
import { measureSuspending } from './suspend.ts';
import { type Line, tableOf } from './table.ts';
import { measureUsers } from './users.ts';

const benches: Record<string, () => Promise<Line[]> | Line[]> = {
  bundle: measureBundle,
  start: measureStarting,
  accept: measureAccepting,
  invite: measureInviting,
  suspend: measureSuspending,
  narrow: measureNarrowing,
  profiles: measureProfiles,
  audit: () => measureAudit(),
  users: measureUsers,
  computers: measureComputers,
  groups: measureGroups,
  'sign-in': measureSigningIn,
  relay: measureRelay,
  revoke: measureRevoking,
  desktop: measureDesktop,
  agents: measureAgents,
  agent: measureAgent,
};

const wanted = process.argv.slice(2);
const lines: Line[] = [];
for (const [name, measure] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`${name} …\n`);
  lines.push(...(await measure()));
}
process.stdout.write(
  `${tableOf(lines)}\n\nNode ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}. docs/benchmarks.md says how to read this.\n`,
);
