import { removeAddress } from '@latchkey/contract/person';
import { useState } from 'react';
import { Badge } from '../kit/Badge.tsx';
import { Button } from '../kit/Button.tsx';
import { ConfirmDialog } from '../kit/Dialog.tsx';
import { Card, Row, Stack, Text } from '../kit/Layout.tsx';
import { useAct } from '../kit/query.ts';
import { useFormats, useSay } from '../kit/sentence.ts';
import type { Me } from '../kit/session.ts';
import { toastDone } from '../kit/toast.ts';
import { AddressDialog } from './AddressDialog.tsx';
import css from './Person.module.css';

type Address = Me['addresses'][number];

/** The person's addresses (P1, P10): the one they sign in with, further ones, and what waits for a mailbox to confirm. */
export function Addresses({ me }: { me: Me }) {
  const say = useSay();
  const [asking, setAsking] = useState<'add' | 'change'>();
  const [removing, setRemoving] = useState<Address>();
  return (
    <Card title={say('person.addresses')}>
      <Stack>
        <Text dim>{say('person.addresses.text')}</Text>
        <ul className={css.profiles}>
          {me.addresses.map((address) => (
            <AddressLine key={`${address.state} ${address.email}`} address={address} onRemove={setRemoving} />
          ))}
        </ul>
        <Row>
          <Button icon="plus" onClick={() => setAsking('add')}>
            {say('person.addresses.add')}
          </Button>
          <Button onClick={() => setAsking('change')}>{say('person.addresses.change')}</Button>
        </Row>
        <Text dim small>
          {say('person.addresses.lost')}
        </Text>
      </Stack>
      {asking === undefined ? null : <AddressDialog purpose={asking} me={me} onClose={() => setAsking(undefined)} />}
      {removing === undefined ? null : <RemoveDialog address={removing} onClose={() => setRemoving(undefined)} />}
    </Card>
  );
}

function AddressLine({ address, onRemove }: { address: Address; onRemove: (address: Address) => void }) {
  const say = useSay();
  const { ago } = useFormats();
  const { email, state, expires_at } = address;
  return (
    <li className={css.profile}>
      <div className={css.words}>
        <strong>{email}</strong>
        {expires_at === null ? null : (
          <span className={css.dim}>{say('person.addresses.expires', { when: ago(expires_at) })}</span>
        )}
      </div>
      <Badge tone={state === 'sign-in' ? 'good' : state === 'confirmed' ? 'neutral' : 'warn'}>
        {say(`person.addresses.${state}`)}
      </Badge>
      {state === 'sign-in' ? null : (
        <Button
          small
          onClick={() => onRemove(address)}
          // Its name begins with, or holds, what can be read on it.
          aria-label={
            state === 'confirmed'
              ? say('person.addresses.remove-of', { email })
              : `${say('person.addresses.take-back')} ${email}`
          }
        >
          {say(state === 'confirmed' ? 'person.addresses.remove' : 'person.addresses.take-back')}
        </Button>
      )}
    </li>
  );
}

function RemoveDialog({ address, onClose }: { address: Address; onClose: () => void }) {
  const say = useSay();
  const { email, state } = address;
  const { act, isActing, error } = useAct(removeAddress, {
    onDone: () => {
      onClose();
      toastDone(say('person.addresses.removed', { email }));
    },
  });
  return (
    <ConfirmDialog
      opened
      danger
      title={say('person.addresses.remove.title', { email })}
      confirm={say(state === 'confirmed' ? 'person.addresses.remove' : 'person.addresses.take-back')}
      busy={isActing}
      error={error}
      onConfirm={() => act({ body: { email } })}
      onClose={onClose}
    >
      <Text>{say(state === 'confirmed' ? 'person.addresses.remove.text' : 'person.addresses.take-back.text')}</Text>
    </ConfirmDialog>
  );
}
