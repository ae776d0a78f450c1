import { readComputer } from '@latchkey/contract/computer';
import { makeCode } from '@latchkey/contract/computer-access';
import { listGroups } from '@latchkey/contract/computer';
import type { Reply } from '@latchkey/contract/operation';
import { ChoiceField } from '../kit/ChoiceField.tsx';
import { SelectField, TextField } from '../kit/Field.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm, type FormState } from '../kit/form.ts';
import { Card, Row } from '../kit/Layout.tsx';
import { Notice } from '../kit/Notice.tsx';
import { PickList } from '../kit/PickList.tsx';
import { useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useMay } from '../kit/session.ts';
import { TickField } from '../kit/TickField.tsx';
import { useComputerPicks, useUserPicks } from '../kit/use-picks.ts';
import { bodyOf, emptyCode, unpicked, type Purpose, type TypedCode } from './code-draft.ts';
import { NONE } from './question.ts';

/** A code that was just made, and what for. */
export type Made = Reply<typeof makeCode> & { purpose: string; isMailed: boolean };

type AddFormProps = {
  purposes: readonly Purpose[];
  /** The computer in whose place the new machine comes, where the page was opened for that. */
  replaced: string | undefined;
  onMade: (made: Made) => void;
};

/** Which code is to be made: for whom, into which group, for how many. */
export function AddForm({ purposes, replaced, onMade }: AddFormProps) {
  const say = useSay();
  const form = useForm<typeof makeCode, TypedCode>({
    operation: makeCode,
    start: emptyCode(replaced),
    toBody: bodyOf,
    renamed: { owner_id: 'owner', computer_id: 'computer', group_id: 'group', expires_in_days: 'days' },
    check: unpicked,
    changes: ['audit'],
    onDone: (reply, { purpose, mailed }) => onMade({ ...reply, purpose, isMailed: purpose === 'other' && mailed }),
  });
  const { purpose } = form.values;
  const mayGroup = useMay('computers.enrol');
  const options = purposes.map((value) => ({
    value,
    label: say(`computers.add.${value}`),
    hint: say(`computers.add.${value}.hint`),
  }));
  return (
    <Card title={say('computers.add.form')}>
      <Form form={form}>
        {purposes.length > 1 ? (
          <ChoiceField form={form} name="purpose" label={say('computers.add.purpose')} options={options} />
        ) : null}
        {purpose === 'other' ? <OwnerField form={form} /> : null}
        {purpose === 'replace' ? <ComputerField form={form} /> : null}
        {purpose === 'many' ? <Deployment form={form} mayWaive={purposes.includes('replace')} /> : null}
        {purpose !== 'replace' && mayGroup ? <GroupField form={form} /> : null}
        <Row>
          <Submit form={form} icon="key">
            {say('computers.add.make')}
          </Submit>
        </Row>
      </Form>
    </Card>
  );
}

type PartProps = { form: FormState<TypedCode> };

function OwnerField({ form }: PartProps) {
  const say = useSay();
  const { owner } = form.values;
  return (
    <>
      {form.problems.owner === undefined ? null : (
        <Notice tone="bad" urgent>
          {say(form.problems.owner.id)}
        </Notice>
      )}
      <PickList
        label={say('computers.add.owner')}
        picks={useUserPicks()}
        chosen={owner === '' ? [] : [owner]}
        onChoose={([id = '']) => form.set('owner', id)}
      />
      <TickField
        form={form}
        name="mailed"
        label={say('computers.add.mailed')}
        hint={say('computers.add.mailed.hint')}
      />
    </>
  );
}

function ComputerField({ form }: PartProps) {
  const say = useSay();
  const { computer } = form.values;
  const read = useCall(readComputer, { params: { computer_id: computer } }, { enabled: computer !== '' });
  const chosen = read.data === undefined ? [] : [{ id: read.data.id, label: read.data.name }];
  return (
    <>
      {form.problems.computer === undefined ? null : (
        <Notice tone="bad" urgent>
          {say(form.problems.computer.id)}
        </Notice>
      )}
      <PickList
        label={say('computers.add.computer')}
        picks={useComputerPicks(chosen)}
        chosen={computer === '' ? [] : [computer]}
        onChoose={([id = '']) => form.set('computer', id)}
      />
    </>
  );
}

function Deployment({ form, mayWaive }: PartProps & { mayWaive: boolean }) {
  const say = useSay();
  return (
    <>
      <TextField form={form} name="uses" inputMode="numeric" label={say('computers.add.uses')} />
      <TextField form={form} name="days" inputMode="numeric" label={say('computers.add.days')} />
      {mayWaive ? (
        <TickField
          form={form}
          name="approval"
          label={say('computers.add.approval')}
          hint={say('computers.add.approval.hint')}
        />
      ) : null}
    </>
  );
}

function GroupField({ form }: PartProps) {
  const say = useSay();
  const groups = useCall(listGroups, {}).data?.items ?? [];
  if (groups.length === 0) return null;
  const options = [
    { value: NONE, label: say('computers.group.none') },
    ...groups.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return <SelectField form={form} name="group" label={say('computers.column.group')} options={options} />;
}
