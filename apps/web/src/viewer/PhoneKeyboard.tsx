import { useRef } from 'react';
import { IconButton } from '../kit/Button.tsx';
import { useSay } from '../kit/sentence.ts';
import { typed } from './keys.ts';
import css from './Viewer.module.css';

/** Text that can be deleted: without any, a keyboard on the screen says nothing of Backspace. */
const BEFORE = '\u00a0'.repeat(20);

/**
 * Brings up the keyboard of a phone, and takes what input methods write. Such keyboards say what a text is now, and nothing of keys:
 * what differs is typed by its characters.
 */
export function PhoneKeyboard({ onTyped }: { onTyped: (keysyms: readonly number[]) => void }) {
  const say = useSay();
  const field = useRef<HTMLTextAreaElement>(null);
  const before = useRef(BEFORE);
  const begin = () => {
    before.current = BEFORE;
    if (!field.current) return;
    field.current.value = BEFORE;
    field.current.focus();
  };
  const hear = (now: string) => {
    onTyped(typed(before.current, now));
    before.current = now;
  };
  return (
    <>
      <IconButton icon="pen" label={say('viewer.keyboard')} onClick={begin} />
      <textarea
        ref={field}
        className={css.phone}
        aria-label={say('viewer.keyboard.label')}
        tabIndex={-1}
        autoCapitalize="none"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        onInput={(event) => hear(event.currentTarget.value)}
      />
    </>
  );
}
