import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import { Checkbox } from '@mantine/core';
import type { FormState, Values } from './form.ts';
import css from './Form.module.css';
import type { NamesOf } from './Field.tsx';

type TickFieldProps<V extends Values> = {
  form: FormState<V>;
  name: NamesOf<V, boolean>;
  label: string;
  hint?: string;
};

/** Yes or no. */
export function TickField<V extends Values>({ form, name, label, hint }: TickFieldProps<V>) {
  return (
    <Checkbox
      id={form.idOf(name)}
      label={label}
      description={hint}
      checked={form.values[name] === true}
      onChange={(event) => form.set(name, event.currentTarget.checked as V[NamesOf<V, boolean>])}
      classNames={{ input: css.box ?? '' }}
    />
  );
}
