import { readHandover } from '@latchkey/contract/handover';
import { useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { DangerAct, DangerZone } from '../kit/DangerZone.tsx';
import { ButtonLink } from '../kit/Link.tsx';
import { useAccountId, useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { CloseDialog } from './CloseDialog.tsx';
import { useExport } from './use-export.ts';

/** What only the account holder does: hand the account over, take everything along, close it (P11, P14). */
export function EndOfAccount({ company }: { company: string }) {
  const say = useSay();
  const params = { accountId: useAccountId() ?? '' };
  const handover = useCall(readHandover, {}).data?.handover ?? null;
  const [isClosing, setClosing] = useState(false);
  const { isExporting, save } = useExport(company);
  return (
    <DangerZone title={say('settings.end')}>
      <DangerAct
        title={say('settings.handover')}
        text={
          handover === null
            ? say('settings.handover.text')
            : say('settings.handover.open', { name: handover.successor.name })
        }
        action={
          <ButtonLink to="/a/$accountId/handover" params={params} icon="key">
            {say(handover === null ? 'settings.handover.start' : 'settings.handover.see')}
          </ButtonLink>
        }
      />
      <DangerAct
        title={say('settings.export')}
        text={say('settings.export.text')}
        action={
          <Button busy={isExporting} onClick={save}>
            {say('settings.export.save')}
          </Button>
        }
      />
      <DangerAct
        title={say('settings.close')}
        text={say('settings.close.text')}
        action={
          <Button look="danger" icon="trash" onClick={() => setClosing(true)}>
            {say('settings.close.start')}
          </Button>
        }
      />
      {isClosing ? <CloseDialog company={company} onClose={() => setClosing(false)} /> : null}
    </DangerZone>
  );
}
