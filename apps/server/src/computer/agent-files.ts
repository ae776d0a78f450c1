import { listAgentFiles } from '@latchkey/contract/agent-files';
import { builtAgent } from '../kit/agent-offer.ts';
import { read } from '../kit/operation.ts';

export const agentFiles = read(listAgentFiles, async ({ kit }) => {
  const built = kit.agent && (await builtAgent(kit.agent));
  return { version: built?.version ?? null, pin: kit.agent?.pin ?? null, files: built?.files ?? [] };
});
