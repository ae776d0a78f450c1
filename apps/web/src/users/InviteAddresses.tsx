import { useEffect, useRef, type KeyboardEvent } from 'react';
import { TextAreaField } from '../kit/Field.tsx';
import type { FormState } from '../kit/form.ts';
import { useSay } from '../kit/sentence.ts';
import type { Typed } from './invite.ts';

const FEWEST_ROWS = 3;
const MOST_ROWS = 10;

type AddressesProps = { form: FormState<Typed>; lines: number; onSend: () => void };

/** Where addresses are typed or pasted; grows with them up to where the lines below have to be seen, too. Ctrl+Enter sends. */
export function InviteAddresses({ form, lines, onSend }: AddressesProps) {
  const say = useSay();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.querySelector('textarea')?.focus({ preventScroll: true }), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    onSend();
  };
  return (
    <div ref={place} onKeyDown={onKeyDown} spellCheck={false} role="presentation">
      <TextAreaField
        form={form}
        name="text"
        label={say('invite.addresses')}
        hint={say('invite.addresses.hint')}
        rows={Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, lines + 1))}
      />
    </div>
  );
}
