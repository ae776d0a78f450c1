import { offerHandover } from '@latchkey/contract/handover';
import { listMembers } from '@latchkey/contract/member';
import { useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { ConfirmDialog } from '../kit/Dialog.tsx';
import { Card, Stack, Text } from '../kit/Layout.tsx';
import { useAct, useList } from '../kit/query.ts';
import { SearchField } from '../kit/SearchField.tsx';
import { useSay } from '../kit/sentence.ts';
import { Skeleton } from '../kit/States.tsx';
import css from './Handover.module.css';

type Successor = { id: string; name: string; email: string };

/** Chooses who is to hold the account; only active users can. */
export function Offer() {
  const say = useSay();
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<Successor>();
  const query = { limit: 20, status: ['active' as const], ...(search === '' ? {} : { search }) };
  const list = useList(listMembers, { query });
  const others = list.rows.filter((row) => row.role !== 'holder');
  return (
    <Card title={say('settings.handover.who')}>
      <Stack>
        <SearchField value={search} onChange={setSearch} label={say('settings.handover.search')} />
        {list.isPending ? <Skeleton lines={4} /> : null}
        {!list.isPending && others.length === 0 ? <Text dim>{say('settings.handover.nobody')}</Text> : null}
        <ul className={css.people}>
          {others.map((row) => (
            <li key={row.id} className={css.person}>
              <span className={css.words}>
                <strong>{row.name === '' ? row.email : row.name}</strong>
                <span className={css.dim}>{row.email}</span>
              </span>
              <Button
                small
                onClick={() => setChosen(row)}
                aria-label={say('settings.handover.choose-of', { name: row.name })}
              >
                {say('settings.handover.choose')}
              </Button>
            </li>
          ))}
        </ul>
      </Stack>
      {chosen === undefined ? null : <OfferDialog to={chosen} onClose={() => setChosen(undefined)} />}
    </Card>
  );
}

function OfferDialog({ to, onClose }: { to: Successor; onClose: () => void }) {
  const say = useSay();
  const { act, isActing, error } = useAct(offerHandover, { onDone: onClose });
  return (
    <ConfirmDialog
      opened
      title={say('settings.handover.title', { name: to.name })}
      confirm={say('settings.handover.offer')}
      busy={isActing}
      error={error}
      onConfirm={() => act({ body: { member_id: to.id } })}
      onClose={onClose}
    >
      <Text>{say('settings.handover.steps', { name: to.name })}</Text>
      <Text>{say('settings.handover.after', { name: to.name })}</Text>
    </ConfirmDialog>
  );
}
