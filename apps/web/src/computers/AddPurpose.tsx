import { readComputer } from '@latchkey/contract/computer';
import { TextField } from '../kit/Field.tsx';
import type { FormState } from '../kit/form.ts';
import { Notice } from '../kit/Notice.tsx';
import { PickList } from '../kit/PickList.tsx';
import { useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { TickField } from '../kit/TickField.tsx';
import { useComputerPicks, useUserPicks } from '../kit/use-picks.ts';
import type { TypedCode } from './code-draft.ts';

type PurposeProps = PartProps & { purpose: string; mayWaive: boolean };

/** What has to be known for a purpose that is not one's own computer. */
export function AddPurpose({ purpose, form, mayWaive }: PurposeProps) {
  if (purpose === 'other') return <OwnerField form={form} />;
  if (purpose === 'replace') return <ComputerField form={form} />;
  return purpose === 'many' ? <Deployment form={form} mayWaive={mayWaive} /> : null;
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
