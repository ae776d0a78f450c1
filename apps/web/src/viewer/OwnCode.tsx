import { useState, type FormEvent } from 'react';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { Row, Stack, Text } from '../kit/Layout.tsx';
import { Notice } from '../kit/Notice.tsx';
import { useSay } from '../kit/sentence.ts';
import { CodeField } from './CodeField.tsx';
import css from './Viewer.module.css';
import type { Session } from './use-session.ts';

/** The shortest access code (C6). */
const SHORTEST = 8;

/** Sets an access code of one's own from within the session (C6): it goes to the computer as an OPAQUE registration. */
export function OwnCode({ session, name, onClose }: { session: Session; name: string; onClose: () => void }) {
  const say = useSay();
  const [code, setCode] = useState('');
  const [isShort, setShort] = useState(false);
  const { own } = session.state;
  const set = (event: FormEvent) => {
    event.preventDefault();
    if (own === 'asked') return;
    const tooShort = Array.from(code).length < SHORTEST;
    setShort(tooShort);
    if (!tooShort) session.acts.setOwn(code);
  };
  return (
    <Dialog opened title={say('viewer.own.title', { computer: name })} onClose={onClose}>
      {own === 'done' ? (
        <Stack>
          <Notice tone="good" urgent>
            {say('viewer.own.done')}
          </Notice>
          <Row justify="end">
            <Button look="primary" onClick={onClose}>
              {say('kit.close')}
            </Button>
          </Row>
        </Stack>
      ) : (
        <form className={css.form} onSubmit={set} noValidate>
          {own === 'refused' ? (
            <Notice tone="bad" urgent>
              {say('viewer.own.refused')}
            </Notice>
          ) : null}
          <Text>{say('viewer.own.text')}</Text>
          <CodeField
            label={say('viewer.own.new')}
            hint={say('viewer.own.rule', { minimum: SHORTEST })}
            value={code}
            error={isShort ? say('viewer.own.short') : undefined}
            isBusy={own === 'asked'}
            onChange={setCode}
          />
          <Row justify="end">
            <Button onClick={onClose}>{say('kit.cancel')}</Button>
            <Button type="submit" look="primary" busy={own === 'asked'}>
              {say('viewer.own.set')}
            </Button>
          </Row>
        </form>
      )}
    </Dialog>
  );
}
