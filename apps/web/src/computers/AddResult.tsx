import { listAgentFiles } from '@latchkey/contract/agent-files';
import { listComputers } from '@latchkey/contract/computer';
import { listCodes } from '@latchkey/contract/computer-access';
import { useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { ComputerBadges } from '../kit/ComputerBadges.tsx';
import { ConnectLink } from '../kit/ConnectLink.tsx';
import { CopyLine } from '../kit/CopyLine.tsx';
import { Card, Row, Stack, Text } from '../kit/Layout.tsx';
import { Link } from '../kit/Link.tsx';
import { Notice } from '../kit/Notice.tsx';
import { useAccountId, useCall, useList } from '../kit/query.ts';
import { SecretOnce } from '../kit/SecretOnce.tsx';
import { useFormats, useSay } from '../kit/sentence.ts';
import { Skeleton } from '../kit/States.tsx';
import type { Made } from './AddForm.tsx';
import { enrolLines } from './enrol-lines.ts';

/** Somebody sits at the machine and looks here. */
const ASK_AGAIN_MS = 3000;

/** The lines to paste with the code, who came in with it, and the code by itself, this once. */
export function AddResult({ made, onAgain }: { made: Made; onAgain: () => void }) {
  const say = useSay();
  const { dateTime } = useFormats();
  return (
    <Stack gap="wide">
      <Lines code={made.enrolment_code} />
      <Arrivals made={made} />
      <Card title={say('computers.made')}>
        <Stack>
          {made.isMailed ? <Notice tone="good">{say('computers.made.mailed')}</Notice> : null}
          <SecretOnce label={say('computers.made.code')} secret={made.enrolment_code} />
          <Text dim>{say('computers.made.until', { when: dateTime(made.expires_at) })}</Text>
          <Row>
            <Button icon="plus" onClick={onAgain}>
              {say('computers.made.again')}
            </Button>
          </Row>
        </Stack>
      </Card>
    </Stack>
  );
}

function Lines({ code }: { code: string }) {
  const say = useSay();
  const offered = useCall(listAgentFiles, {}).data;
  const lines = enrolLines(offered ?? { pin: null, files: [] }, window.location.origin, code);
  return (
    <Card title={say('computers.made.lines')}>
      <Stack>
        <Text dim>{say('computers.made.lines.text')}</Text>
        {offered === undefined ? <Skeleton lines={4} /> : null}
        {offered === undefined
          ? null
          : lines.map(({ platform, system, line }) => (
              <CopyLine key={platform} label={`${say(`computers.system.${system}`)}${archOf(platform)}`} line={line} />
            ))}
        {offered !== undefined && lines.length === 0 ? <Text>{say('computers.made.lines.none')}</Text> : null}
      </Stack>
    </Card>
  );
}

/** The kind of processor, as its makers call it. */
function archOf(platform: string): string {
  const [, arch] = platform.split('-');
  return arch === undefined ? '' : ` (${arch})`;
}

/** Waits for the machine: those that came since the code was made, or that the code is used up. */
function Arrivals({ made }: { made: Made }) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  const often = { refetchInterval: ASK_AGAIN_MS };
  const { rows, isPending } = useList(listComputers, { query: { sort: 'added', order: 'desc', limit: 20 } }, often);
  const codes = useCall(listCodes, { query: { limit: 200 } }, often).data?.items;
  const [before, setBefore] = useState<ReadonlySet<string>>();
  if (before === undefined && !isPending) setBefore(new Set(rows.map(({ id }) => id)));
  const arrived = before === undefined ? [] : rows.filter(({ id }) => !before.has(id));
  const isUsed = codes !== undefined && !codes.some(({ id }) => id === made.code_id);
  return (
    <Card title={say('computers.made.waiting')}>
      <div role="status">
        <Stack>
          {arrived.map((computer) => (
            <Row key={computer.id}>
              <Link to="/a/$accountId/computers/$computerId" params={{ accountId, computerId: computer.id }}>
                {computer.name}
              </Link>
              <ComputerBadges computer={computer} />
              <ConnectLink computer={computer} small />
            </Row>
          ))}
          <Text dim>{say(isUsed ? 'computers.made.used' : 'computers.made.waiting.text')}</Text>
        </Stack>
      </div>
    </Card>
  );
}
