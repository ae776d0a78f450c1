import { reopenAccount } from '@latchkey/contract/account';
import { Button } from '../kit/Button.tsx';
import { Card, Stack, Text } from '../kit/Layout.tsx';
import { useNavigation } from '../kit/navigation.ts';
import { Notice } from '../kit/Notice.tsx';
import { useAct } from '../kit/query.ts';
import { useErrorSentence, useFormats, useSay } from '../kit/sentence.ts';
import type { Me } from '../kit/session.ts';
import css from './Person.module.css';

/** Accounts the person closed and can still reopen (P14). */
export function ClosedAccounts({ accounts }: { accounts: Me['closed_accounts'] }) {
  const say = useSay();
  const failed = useErrorSentence();
  const { date } = useFormats();
  const { enter } = useNavigation();
  const { act, isActing, error } = useAct(reopenAccount, {
    changes: ['person'],
    onDone: ({ account_id }) => enter(account_id),
  });
  if (accounts.length === 0) return null;
  return (
    <Card title={say('person.closed')}>
      <Stack>
        <Text dim>{say('person.closed.text')}</Text>
        {error === null ? null : <Notice tone="bad">{failed(error)}</Notice>}
        <ul className={css.profiles}>
          {accounts.map(({ account_id, company_name, erased_at }) => (
            <li key={account_id} className={css.profile}>
              <div className={css.words}>
                <strong>{company_name}</strong>
                <span className={css.dim}>{say('person.closed.until', { when: date(erased_at) })}</span>
              </div>
              <Button small busy={isActing} onClick={() => act({ body: { account_id } })}>
                {say('person.closed.reopen')}
              </Button>
            </li>
          ))}
        </ul>
      </Stack>
    </Card>
  );
}
