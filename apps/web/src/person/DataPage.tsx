import { exportMe } from '@latchkey/contract/person';
import { useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { call } from '../kit/call.ts';
import { DangerAct, DangerZone } from '../kit/DangerZone.tsx';
import { Card, Row, Stack, Text } from '../kit/Layout.tsx';
import { Page } from '../kit/Page.tsx';
import { saveFile } from '../kit/save-file.ts';
import { useErrorSentence, useSay } from '../kit/sentence.ts';
import { useMe } from '../kit/session.ts';
import { toastFailed } from '../kit/toast.ts';
import { ClosedAccounts } from './ClosedAccounts.tsx';
import { DeleteDialog } from './DeleteDialog.tsx';

/** My data: take it along, or have it erased (P13). */
export function DataPage() {
  const say = useSay();
  const me = useMe();
  const [isDeleting, setDeleting] = useState(false);
  return (
    <Page title={say('person.data')} lead={say('person.data.lead')} narrow>
      <Download />
      {me === undefined ? null : <ClosedAccounts accounts={me.closed_accounts} />}
      <DangerZone>
        <DangerAct
          title={say('person.delete')}
          text={say('person.delete.text')}
          action={
            <Button look="danger" icon="trash" onClick={() => setDeleting(true)}>
              {say('person.delete.start')}
            </Button>
          }
        />
      </DangerZone>
      {isDeleting && me !== undefined ? <DeleteDialog email={me.email} onClose={() => setDeleting(false)} /> : null}
    </Page>
  );
}

function Download() {
  const say = useSay();
  const failed = useErrorSentence();
  const [isLoading, setLoading] = useState(false);
  const save = async () => {
    setLoading(true);
    try {
      const data = await call(exportMe, {});
      saveFile('latchkey.json', [JSON.stringify(data, undefined, 2)], 'application/json');
    } catch (error) {
      toastFailed(failed(error));
    }
    setLoading(false);
  };
  return (
    <Card title={say('person.download')}>
      <Stack>
        <Text dim>{say('person.download.text')}</Text>
        <Row>
          <Button busy={isLoading} onClick={() => void save()}>
            {say('person.download.save')}
          </Button>
        </Row>
      </Stack>
    </Card>
  );
}
