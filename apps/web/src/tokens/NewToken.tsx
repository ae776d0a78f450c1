import { createToken } from '@latchkey/contract/token';
import { permissions, type Permission } from '@latchkey/domain/role';
import { useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { ChoiceField } from '../kit/ChoiceField.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { SelectField, TextField } from '../kit/Field.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm, type FormState } from '../kit/form.ts';
import { Row, Stack, Text } from '../kit/Layout.tsx';
import { SecretOnce } from '../kit/SecretOnce.tsx';
import { useSay } from '../kit/sentence.ts';
import { heldAnywhere } from '../kit/may.ts';
import { useMine } from '../kit/session.ts';
import { TickField } from '../kit/TickField.tsx';
import css from './Tokens.module.css';
import { LIFETIMES } from './tokens.ts';

/** A tick for each permission, under its own name. */
type Ticks = Record<Permission, boolean>;
type Typed = Ticks & { name: string; kind: string; days: string };

const noTicks = Object.fromEntries(permissions.map((each) => [each, false])) as Ticks;

/** Makes a token in two steps: what it may do, then its secret, shown this once. */
export function NewToken({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const [secret, setSecret] = useState<string>();
  return (
    <Dialog opened title={say('tokens.new')} onClose={onClose}>
      {secret === undefined ? (
        <TokenForm onMade={setSecret} onClose={onClose} />
      ) : (
        <Stack>
          <SecretOnce label={say('tokens.secret')} secret={secret} />
          <Text dim>{say('tokens.secret.use')}</Text>
          <Row justify="end">
            <Button look="primary" onClick={onClose}>
              {say('kit.close')}
            </Button>
          </Row>
        </Stack>
      )}
    </Dialog>
  );
}

function TokenForm({ onMade, onClose }: { onMade: (secret: string) => void; onClose: () => void }) {
  const say = useSay();
  // Of what its maker may do inside some groups only it does that there.
  const mine = heldAnywhere(useMine());
  const form = useForm<typeof createToken, Typed>({
    operation: createToken,
    start: { ...noTicks, name: '', kind: 'personal', days: '90' },
    toBody: (typed) => ({
      name: typed.name,
      kind: typed.kind === 'account' ? 'account' : 'personal',
      scopes: mine.filter((permission) => typed[permission]),
      expires_in_days: Number(typed.days),
    }),
    onDone: ({ token }) => onMade(token),
  });
  const lifetimes = LIFETIMES.map((days) => ({ value: String(days), label: say('tokens.days', { days }) }));
  return (
    <Form form={form}>
      <TextField form={form} name="name" label={say('tokens.name')} hint={say('tokens.name.hint')} first />
      {mine.includes('tokens.manage') ? <KindField form={form} /> : null}
      <Scopes form={form} mine={mine} />
      <SelectField form={form} name="days" label={say('tokens.expires')} options={lifetimes} />
      <Row justify="end">
        <Button onClick={onClose}>{say('kit.cancel')}</Button>
        <Submit form={form}>{say('tokens.make')}</Submit>
      </Row>
    </Form>
  );
}

function KindField({ form }: { form: FormState<Typed> }) {
  const say = useSay();
  const options = (['personal', 'account'] as const).map((value) => ({
    value,
    label: say(`tokens.kind.${value}`),
    hint: say(`tokens.kind.${value}.hint`),
  }));
  return <ChoiceField form={form} name="kind" label={say('tokens.kind')} options={options} />;
}

function Scopes({ form, mine }: { form: FormState<Typed>; mine: readonly Permission[] }) {
  const say = useSay();
  if (mine.length === 0) return <Text dim>{say('tokens.scopes.none')}</Text>;
  return (
    <fieldset className={css.scopes}>
      <legend className={css.legend}>{say('tokens.scopes')}</legend>
      <Stack gap="tight">
        <Text dim small>
          {say('tokens.scopes.hint')}
        </Text>
        {mine.map((permission) => (
          <TickField key={permission} form={form} name={permission} label={say(`kit.permission.${permission}`)} />
        ))}
      </Stack>
    </fieldset>
  );
}
