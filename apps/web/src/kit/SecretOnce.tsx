import { useId, useRef, useState } from 'react';
import { Button } from './Button.tsx';
import { Hidden, Stack, Text } from './Layout.tsx';
import { Notice } from './Notice.tsx';
import css from './SecretOnce.module.css';
import { useSay } from './sentence.ts';

type SecretOnceProps = {
  /** What it is: "The new token". */
  label: string;
  secret: string;
  /** Said in place of the usual warning that nobody can show it again. */
  warning?: string;
};

/** A secret that is shown this once, to be copied: the server does not keep it. */
export function SecretOnce({ label, secret, warning }: SecretOnceProps) {
  const say = useSay();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [state, setState] = useState<'shown' | 'copied' | 'failed'>('shown');
  const copy = () => {
    // Where the page is not trusted by the browser there is no clipboard; then it is marked, to be copied by hand.
    const written = navigator.clipboard?.writeText(secret) ?? Promise.reject(new Error('no clipboard'));
    written.then(
      () => setState('copied'),
      () => {
        field.current?.select();
        setState('failed');
      },
    );
  };
  return (
    <Stack>
      <Notice tone="warn">{warning ?? say('kit.secret.warning')}</Notice>
      <div>
        <label htmlFor={id} className={css.label}>
          {label}
        </label>
        <div className={css.line}>
          <textarea
            ref={field}
            id={id}
            className={css.secret}
            readOnly
            rows={3}
            value={secret}
            spellCheck={false}
            onFocus={(event) => event.currentTarget.select()}
          />
          <Button look="primary" icon={state === 'copied' ? 'check' : 'copy'} onClick={copy}>
            {say(state === 'copied' ? 'kit.copy.done' : 'kit.copy')}
          </Button>
        </div>
      </div>
      <div role="status">
        {state === 'copied' ? <Hidden>{say('kit.copy.done')}</Hidden> : null}
        {state === 'failed' ? <Text small>{say('kit.copy.failed')}</Text> : null}
      </div>
    </Stack>
  );
}
