import { makeCode } from '@latchkey/contract/computer-access';
import { listGroups } from '@latchkey/contract/computer';
import type { Reply } from '@latchkey/contract/operation';
import { lazy, Suspense } from 'react';
import { ChoiceField } from '../kit/ChoiceField.tsx';
import { SelectField } from '../kit/Field.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm, type FormState } from '../kit/form.ts';
import { Card, Row } from '../kit/Layout.tsx';
import { useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { ownComputerGroups } from '../kit/may.ts';
import { useMay, useMine } from '../kit/session.ts';
import { Skeleton } from '../kit/States.tsx';
import { bodyOf, emptyCode, unpicked, type Purpose, type TypedCode } from './code-draft.ts';
import { NONE } from './question.ts';

const AddPurpose = lazy(async () => ({ default: (await import('./AddPurpose.tsx')).AddPurpose }));

/** The purposes for which more has to be known. */
const NEEDS_MORE: readonly string[] = ['other', 'replace', 'many'];

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
  const own = ownComputerGroups(useMine(), 'computers.enrol');
  const form = useForm<typeof makeCode, TypedCode>({
    operation: makeCode,
    start: emptyCode(replaced, own?.[0]?.id),
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
        {NEEDS_MORE.includes(purpose) ? (
          <Suspense fallback={<Skeleton lines={4} />}>
            <AddPurpose form={form} purpose={purpose} mayWaive={purposes.includes('replace')} />
          </Suspense>
        ) : null}
        {purpose !== 'replace' && mayGroup ? <GroupField form={form} own={own} /> : null}
        <Row>
          <Submit form={form} icon="key">
            {say('computers.add.make')}
          </Submit>
        </Row>
      </Form>
    </Card>
  );
}

type GroupProps = { form: FormState<TypedCode>; own: readonly { id: string; name: string }[] | undefined };

/** The group it comes into: of who adds into some groups only, one of these. */
function GroupField({ form, own }: GroupProps) {
  const say = useSay();
  const all = useCall(listGroups, {}, { enabled: own === undefined }).data?.items;
  const groups = own ?? all ?? [];
  if (groups.length === 0) return null;
  const options = [
    ...(own === undefined ? [{ value: NONE, label: say('computers.group.none') }] : []),
    ...groups.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return <SelectField form={form} name="group" label={say('computers.column.group')} options={options} />;
}
