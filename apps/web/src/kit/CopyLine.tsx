import { useState } from 'react';
import { Button } from './Button.tsx';
import css from './CopyLine.module.css';
import { useSay } from './sentence.ts';

/** A line to be pasted elsewhere, with what it is for. */
export function CopyLine({ label, line }: { label: string; line: string }) {
  const say = useSay();
  const [isCopied, setCopied] = useState(false);
  // Where the page is not trusted by the browser there is no clipboard; a click on the line marks it whole, to be copied by hand.
  const copy = () =>
    void navigator.clipboard?.writeText(line).then(
      () => setCopied(true),
      () => undefined,
    );
  return (
    <div>
      <div className={css.head}>
        <span className={css.label}>{label}</span>
        <Button small look="quiet" icon={isCopied ? 'check' : 'copy'} onClick={copy}>
          {say(isCopied ? 'kit.copy.done' : 'kit.copy')}
        </Button>
      </div>
      <code className={css.line}>{line}</code>
    </div>
  );
}
