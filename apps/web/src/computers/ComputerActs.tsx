import { editComputer } from '@latchkey/contract/computer';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { Card, Row } from '../kit/Layout.tsx';
import { ButtonLink } from '../kit/Link.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { mayHere } from '../kit/may-here.ts';
import { actsOn, type Viewer } from './acts.ts';
import { icons } from './act-icons.ts';
import type { ComputerRead } from './ComputerFacts.tsx';
import type { Asking } from './use-question.ts';

const RenameDialog = lazy(async () => ({ default: (await import('./NameDialog.tsx')).RenameDialog }));

type ActsProps = { computer: ComputerRead; viewer: Viewer; ask: Asking['ask'] };

/** What can be done with a computer, as buttons. */
export function ComputerActs({ computer, viewer, ask }: ActsProps) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  const [isRenaming, setRenaming] = useState(false);
  const isManager = mayHere(viewer, 'computers.manage', computer);
  return (
    <Card title={say('computers.page.acts')}>
      <Row gap="tight">
        {isManager ? <Button onClick={() => setRenaming(true)}>{say('computers.rename')}</Button> : null}
        {actsOn(viewer, computer).map((act) => (
          <Button key={act} icon={icons[act]} onClick={() => ask(act, { computers: [computer] })}>
            {say(`computers.act.${act}`)}
          </Button>
        ))}
        {isManager ? (
          <ButtonLink
            to="/a/$accountId/computers/add"
            params={{ accountId }}
            search={{ replace: computer.id }}
            icon="retry"
          >
            {say('computers.replace')}
          </ButtonLink>
        ) : null}
      </Row>
      {isRenaming ? (
        <Suspense fallback={null}>
          <RenameDialog
            operation={editComputer}
            params={{ computer_id: computer.id }}
            named={computer}
            onClose={() => setRenaming(false)}
          />
        </Suspense>
      ) : null}
    </Card>
  );
}
