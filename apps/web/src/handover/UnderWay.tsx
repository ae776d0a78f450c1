import { acceptHandover, cancelHandover, type readHandover } from '@latchkey/contract/handover';
import type { Reply } from '@latchkey/contract/operation';
import { grantableRoles } from '@latchkey/domain/role';
import { useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { ChoiceField } from '../kit/ChoiceField.tsx';
import { ConfirmDialog } from '../kit/Dialog.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm } from '../kit/form.ts';
import { Card, Facts, Row, Stack, Text } from '../kit/Layout.tsx';
import { useAct } from '../kit/query.ts';
import { useFormats, useSay } from '../kit/sentence.ts';
import { toastDone } from '../kit/toast.ts';

type Handover = NonNullable<Reply<typeof readHandover>['handover']>;

/** A handover as both see it: how far it is, what comes next, and the way back. */
export function UnderWay({ handover, company }: { handover: Handover; company: string }) {
  const say = useSay();
  const { dateTime } = useFormats();
  const { holder, successor, mine, accepted_at, takes_effect_at, expires_at, old_holder_role } = handover;
  const facts = [
    { term: say('settings.handover.from'), is: holder.name },
    { term: say('settings.handover.to'), is: successor.name },
    ...(takes_effect_at === null
      ? [{ term: say('settings.handover.expires'), is: dateTime(expires_at) }]
      : [{ term: say('settings.handover.effect'), is: dateTime(takes_effect_at) }]),
    ...(old_holder_role === null
      ? []
      : [{ term: say('settings.handover.then', { name: holder.name }), is: say(`kit.role.${old_holder_role}`) }]),
  ];
  return (
    <Stack gap="wide">
      <Card title={say(accepted_at === null ? 'settings.handover.offered' : 'settings.handover.accepted')}>
        <Stack>
          <Facts facts={facts} />
          <Text dim>{say('settings.handover.second-thoughts')}</Text>
          {mine === 'neither' ? null : <Cancel handover={handover} />}
        </Stack>
      </Card>
      {mine === 'successor' && accepted_at === null ? <Accept handover={handover} company={company} /> : null}
    </Stack>
  );
}

function Accept({ handover, company }: { handover: Handover; company: string }) {
  const say = useSay();
  const { dateTime } = useFormats();
  const form = useForm({
    operation: acceptHandover,
    start: { old_holder_role: 'super_admin' },
    toBody: (typed) => ({
      handover_id: handover.id,
      old_holder_role: grantableRoles.find((role) => role === typed.old_holder_role) ?? 'super_admin',
    }),
    onDone: ({ takes_effect_at }) => toastDone(say('settings.handover.done', { when: dateTime(takes_effect_at) })),
  });
  const options = grantableRoles.map((value) => ({ value, label: say(`kit.role.${value}`) }));
  return (
    <Card title={say('settings.handover.accept.title', { company })}>
      <Form form={form}>
        <Text>{say('settings.handover.accept.text')}</Text>
        <ChoiceField
          form={form}
          name="old_holder_role"
          label={say('settings.handover.then', { name: handover.holder.name })}
          options={options}
        />
        <Row>
          <Submit form={form}>{say('settings.handover.accept')}</Submit>
        </Row>
      </Form>
    </Card>
  );
}

function Cancel({ handover }: { handover: Handover }) {
  const say = useSay();
  const [isAsking, setAsking] = useState(false);
  const { act, isActing, error } = useAct(cancelHandover, {
    onDone: () => {
      setAsking(false);
      toastDone(say('settings.handover.cancelled'));
    },
  });
  return (
    <Row>
      <Button look="danger" onClick={() => setAsking(true)}>
        {say(
          handover.mine === 'successor' && handover.accepted_at === null
            ? 'settings.handover.decline'
            : 'settings.handover.cancel',
        )}
      </Button>
      <ConfirmDialog
        opened={isAsking}
        danger
        title={say('settings.handover.cancel.title')}
        confirm={say('settings.handover.cancel')}
        busy={isActing}
        error={error}
        onConfirm={() => act({ body: { handover_id: handover.id } })}
        onClose={() => setAsking(false)}
      >
        <Text>{say('settings.handover.cancel.text', { holder: handover.holder.name })}</Text>
      </ConfirmDialog>
    </Row>
  );
}
