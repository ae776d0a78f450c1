import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Radio.layer.css';
import { Radio } from '@mantine/core';
import { classNames, useWiring, type FieldProps, type NamesOf, type Option } from './Field.tsx';
import type { Values } from './form.ts';
import css from './Form.module.css';

type ChoiceFieldProps<V extends Values> = FieldProps<V> & {
  /** One that can't be chosen says why instead of its hint. */
  options: readonly (Option & { hint?: string; refused?: string | undefined })[];
};

/** One of a few, all in sight, each with a hint. */
export function ChoiceField<V extends Values>(props: ChoiceFieldProps<V>) {
  const { id, label, description, value, error } = useWiring(props);
  return (
    <Radio.Group
      {...{ id, label, description, value, error }}
      classNames={{ label: classNames.label, description: classNames.description, error: classNames.error }}
      onChange={(chosen) => props.form.set(props.name, chosen as V[NamesOf<V, string>])}
    >
      <div className={css.form}>
        {props.options.map((option) => (
          <Radio
            key={option.value}
            value={option.value}
            label={option.label}
            description={option.refused ?? option.hint}
            disabled={option.refused !== undefined}
            classNames={{ radio: css.box ?? '', description: css.hint ?? '' }}
          />
        ))}
      </div>
    </Radio.Group>
  );
}
