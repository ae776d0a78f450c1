import { readMail } from '@latchkey/contract/operator';
import type { Reply } from '@latchkey/contract/operation';
import { Card, Facts } from '../kit/Layout.tsx';
import { Link } from '../kit/Link.tsx';
import { Notice } from '../kit/Notice.tsx';
import { Page } from '../kit/Page.tsx';
import { useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { MailForm } from './MailForm.tsx';

/** The mail server of the installation: the one in use, and setting another. */
export function MailPage() {
  const say = useSay();
  const { data: mail, error, refetch } = useCall(readMail, {});
  return (
    <Page title={say('operator.mail.title')} lead={say('operator.mail.lead')} narrow>
      {mail === undefined && error === null ? <Skeleton lines={6} /> : null}
      {error === null || mail !== undefined ? null : <FailedState error={error} onRetry={() => void refetch()} />}
      {mail === undefined ? null : (
        <>
          {mail.server === null ? <NoServer /> : <InUse mail={mail} />}
          {mail.set_by === 'settings' ? (
            <Notice>{say('operator.mail.settings-win')}</Notice>
          ) : (
            <MailForm key={`${mail.server} ${mail.from}`} mail={mail} />
          )}
        </>
      )}
    </Page>
  );
}

function NoServer() {
  const say = useSay();
  return (
    <Notice tone="warn">
      {say('operator.mail.none')} <Link to="/operator/outbox">{say('operator.mail.none.outbox')}</Link>
    </Notice>
  );
}

function InUse({ mail }: { mail: Reply<typeof readMail> }) {
  const say = useSay();
  const setBy = mail.set_by === 'settings' ? 'settings' : 'screen';
  return (
    <Card title={say('operator.mail.now')}>
      <Facts
        facts={[
          { term: say('operator.mail.server'), is: mail.server },
          { term: say('operator.mail.from'), is: mail.from },
          { term: say('operator.mail.set-by'), is: say(`operator.mail.set-by.${setBy}`) },
        ]}
      />
    </Card>
  );
}
