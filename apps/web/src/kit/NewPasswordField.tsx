import { PasswordField } from './Field.tsx';
import type { FormState, Values } from './form.ts';
import css from './Form.module.css';
import { strengthOf } from './password-strength.ts';
import { useSay } from './sentence.ts';

type NewPasswordProps<V extends Values> = {
  form: FormState<V>;
  name: Parameters<typeof PasswordField<V>>[0]['name'];
  label: string;
};

/** A new password, with a sentence about its strength that follows the typing; what is wrong with it takes its place. */
export function NewPasswordField<V extends Values>({ form, name, label }: NewPasswordProps<V>) {
  const say = useSay();
  const value = form.values[name];
  const { level, id, facts } = strengthOf(typeof value === 'string' ? value : '');
  return (
    <>
      <PasswordField form={form} name={name} label={label} autoComplete="new-password" />
      {form.problems[name] === undefined ? (
        <div className={css.strength} data-level={level}>
          <div className={css.bar} />
          <span aria-live="polite">{say(id, facts)}</span>
        </div>
      ) : null}
    </>
  );
}
