import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import { Popover, Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Button, IconButton } from '../kit/Button.tsx';
import { Row, Stack, Text } from '../kit/Layout.tsx';
import { useSay } from '../kit/sentence.ts';
import { excerptOf, takeHere } from './clipboard.ts';
import css from './Viewer.module.css';
import type { Session } from './use-session.ts';

/** Browsers that let a page write without a click have done so by then. */
const OFFERS_AFTER_MS = 400;

/** The clipboards of both sides, for browsers that do not let a page at them by itself, and for whoever wants to see what goes over. */
export function ClipboardPanel({ session }: { session: Session }) {
  const say = useSay();
  const { theirs } = session.state;
  return (
    <>
      <Popover position="bottom-end" shadow="md" width={320} trapFocus zIndex={400} withRoles>
        <span className={css.people}>
          <Popover.Target>
            <IconButton icon="copy" label={say('viewer.clipboard')} />
          </Popover.Target>
          {theirs && !theirs.isTaken ? <span className={css.dot} /> : null}
        </span>
        <Popover.Dropdown aria-label={say('viewer.clipboard')}>
          <Stack>
            <Theirs session={session} />
            <Mine session={session} />
          </Stack>
        </Popover.Dropdown>
      </Popover>
      {theirs ? (
        <Offer
          key={theirs.text}
          isTaken={theirs.isTaken}
          text={theirs.text}
          onTake={() => void session.acts.take(theirs.text)}
        />
      ) : null}
    </>
  );
}

type OfferProps = { text: string; isTaken: boolean; onTake: () => void };

/** What was copied at the computer and the browser did not let us copy here: one click does. It takes no keys from the desktop. */
function Offer({ text, isTaken, onTake }: OfferProps) {
  const say = useSay();
  const [is, setIs] = useState<'early' | 'open' | 'closed'>('early');
  useEffect(() => {
    const timer = setTimeout(() => setIs((now) => (now === 'early' ? 'open' : now)), OFFERS_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (is !== 'open' || isTaken) return null;
  return (
    <section className={css.offer} aria-label={say('viewer.clipboard.theirs')}>
      <strong role="status">{say('viewer.clipboard.theirs')}</strong>
      <p className={css.excerpt}>{excerptOf(text)}</p>
      <Row>
        <Button small look="primary" onClick={onTake}>
          {say('viewer.clipboard.take')}
        </Button>
        <Button small onClick={() => setIs('closed')}>
          {say('kit.close')}
        </Button>
      </Row>
    </section>
  );
}

function Theirs({ session: { state, acts } }: { session: Session }) {
  const say = useSay();
  const { theirs, rights } = state;
  if (!rights.clipboard_out) return <Text dim>{say('viewer.clipboard.theirs.refused')}</Text>;
  return (
    <Stack gap="tight">
      <Textarea
        label={say('viewer.clipboard.theirs')}
        value={theirs?.text ?? ''}
        placeholder={say('viewer.clipboard.theirs.none')}
        readOnly
        rows={3}
      />
      {theirs ? (
        <Row>
          <Button small onClick={() => void acts.take(theirs.text)}>
            {say('viewer.clipboard.take')}
          </Button>
          <span role="status">{theirs.isTaken ? say('viewer.clipboard.taken') : null}</span>
        </Row>
      ) : null}
    </Stack>
  );
}

function Mine({ session: { state, acts } }: { session: Session }) {
  const say = useSay();
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState<'given' | 'long'>();
  if (!state.rights.clipboard_in) return <Text dim>{say('viewer.clipboard.mine.refused')}</Text>;
  const write = (now: string) => {
    setText(now);
    setOutcome(undefined);
  };
  const read = async () => {
    const here = await takeHere();
    if (here !== undefined) write(here);
  };
  return (
    <Stack gap="tight">
      <Textarea
        label={say('viewer.clipboard.mine')}
        description={say('viewer.clipboard.mine.hint')}
        value={text}
        onChange={(event) => write(event.currentTarget.value)}
        rows={3}
      />
      <Row>
        <Button small onClick={() => void read()}>
          {say('viewer.clipboard.read')}
        </Button>
        <Button small look="primary" onClick={() => setOutcome(acts.give(text) ? 'given' : 'long')}>
          {say('viewer.clipboard.give')}
        </Button>
      </Row>
      <span role="status">{outcome === undefined ? null : say(`viewer.clipboard.${outcome}`)}</span>
    </Stack>
  );
}
