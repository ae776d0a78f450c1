import { TextInput } from '@mantine/core';
import { useWiring, type FieldProps } from './Field.tsx';
import type { Values } from './form.ts';

/** A day and a time in the zone of this browser; its value is `2026-08-14T22:00` or empty, for `momentOf`. */
export function MomentField<V extends Values>(props: FieldProps<V>) {
  return <TextInput {...useWiring(props)} type="datetime-local" />;
}
