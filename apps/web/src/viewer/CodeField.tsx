import '@mantine/core/styles/Input.layer.css';
import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { IconButton } from '../kit/Button.tsx';
import { useSay } from '../kit/sentence.ts';

type CodeFieldProps = {
  label: string;
  hint: string;
  value: string;
  error?: string | undefined;
  isBusy?: boolean;
  onChange: (value: string) => void;
};

/** A field for an access code. Password managers are asked to leave it alone: the code is of a computer, and nobody stores it. */
export function CodeField({ label, hint, value, error, isBusy = false, onChange }: CodeFieldProps) {
  const say = useSay();
  const [isShown, setShown] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!isBusy) input.current?.focus({ preventScroll: true });
  }, [isBusy]);
  return (
    <TextInput
      ref={input}
      label={label}
      description={hint}
      value={value}
      error={error}
      readOnly={isBusy}
      onChange={(event) => onChange(event.currentTarget.value)}
      type={isShown ? 'text' : 'password'}
      name="computer-code"
      autoComplete="off"
      data-1p-ignore
      data-lpignore="true"
      data-bwignore
      data-autofocus
      aria-required
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      rightSectionWidth={42}
      rightSection={
        <IconButton
          icon={isShown ? 'eye-off' : 'eye'}
          label={say('viewer.code.show')}
          pressed={isShown}
          onClick={() => setShown(!isShown)}
        />
      }
    />
  );
}
