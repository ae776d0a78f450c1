import '@mantine/core/styles/Input.layer.css';
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { IconButton } from './Button.tsx';
import type { FormState, Values } from './form.ts';
import css from './Form.module.css';
import type { Problem } from './problem.ts';
import { useSay } from './sentence.ts';

/** The fields of a form that hold this type. */
export type NamesOf<V extends Values, T> = { [F in keyof V & string]: V[F] extends T ? F : never }[keyof V & string];

/** A field of a form: its label, a hint, and its problem in a sentence, all wired to the input. */
export type FieldProps<V extends Values> = {
  form: FormState<V>;
  name: NamesOf<V, string>;
  label: string;
  hint?: string | undefined;
  /** Says "optional" beside the label. Everything else is required. */
  optional?: boolean;
};

/** How our fields differ from Mantine's. */
export const classNames = {
  input: css.input ?? '',
  label: css.label ?? '',
  description: css.description ?? '',
  error: css.error ?? '',
};

/** What every field hands to its input. */
export function useWiring<V extends Values>({ form, name, label, hint, optional = false }: FieldProps<V>) {
  const say = useSay();
  const sentence = useProblemSentence();
  const value = form.values[name];
  return {
    id: form.idOf(name),
    name,
    label: optional ? say('kit.field.optional', { label }) : label,
    description: hint,
    value: typeof value === 'string' ? value : '',
    error: sentence(form.problems[name]),
    onChange: (event: { currentTarget: { value: string } }) =>
      form.set(name, event.currentTarget.value as V[NamesOf<V, string>]),
    classNames,
    'aria-required': !optional,
  };
}

/** The sentence of a field's problem. */
function useProblemSentence(): (problem: Problem | undefined) => string | undefined {
  const say = useSay();
  return (problem) => {
    if (problem === undefined) return undefined;
    const { id, facts, quote } = problem;
    return quote === undefined ? say(id, facts) : `${say(id, facts)} ${say('mail-problem.quote', { quote })}`;
  };
}

type TextFieldProps<V extends Values> = FieldProps<V> & {
  type?: 'text' | 'email';
  inputMode?: 'text' | 'email' | 'numeric' | 'url';
  autoComplete?: string;
  /** For codes and addresses: a fixed-width letter, no spelling. */
  mono?: boolean;
  placeholder?: string;
  /** Takes the focus when it appears: only where the page or the dialog has nothing else to do. */
  first?: boolean;
};

/** One line of text. */
export function TextField<V extends Values>(props: TextFieldProps<V>) {
  const { type = 'text', inputMode, autoComplete = 'off', mono = false, placeholder, first = false } = props;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (first) input.current?.focus();
  }, [first]);
  return (
    <TextInput
      {...useWiring(props)}
      type={type}
      inputMode={inputMode ?? (type === 'email' ? 'email' : 'text')}
      autoComplete={autoComplete}
      ref={input}
      // A dialog gives the focus to its first button otherwise, a moment later.
      data-autofocus={first || undefined}
      placeholder={placeholder}
      {...(mono || type === 'email' ? { autoCapitalize: 'none', autoCorrect: 'off', spellCheck: false } : {})}
      data-mono={mono || undefined}
    />
  );
}

/** A password with show and hide; `first` in a dialog takes the focus when it opens. For a new one see NewPasswordField. */
export function PasswordField<V extends Values>(props: FieldProps<V> & { autoComplete: string; first?: boolean }) {
  const say = useSay();
  const [isShown, setShown] = useState(false);
  return (
    <TextInput
      {...useWiring(props)}
      type={isShown ? 'text' : 'password'}
      autoComplete={props.autoComplete}
      data-autofocus={props.first || undefined}
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      rightSectionWidth={42}
      rightSection={
        <IconButton
          icon={isShown ? 'eye-off' : 'eye'}
          label={say('kit.password.toggle')}
          pressed={isShown}
          onClick={() => setShown(!isShown)}
        />
      }
    />
  );
}

/** Several lines of text; `first` in a dialog takes the focus when it opens. */
export function TextAreaField<V extends Values>(props: FieldProps<V> & { rows?: number; first?: boolean }) {
  return <Textarea {...useWiring(props)} rows={props.rows ?? 4} data-autofocus={props.first || undefined} />;
}

/** A value and what it is called. */
export type Option = { value: string; label: string };

/** One of a few, from a list that opens. */
export function SelectField<V extends Values>(props: FieldProps<V> & { options: readonly Option[] }) {
  return <NativeSelect {...useWiring(props)} data={props.options.map((option) => ({ ...option }))} />;
}
