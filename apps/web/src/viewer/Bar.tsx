import { useState, type Ref } from 'react';
import { Button, IconButton } from '../kit/Button.tsx';
import { Icon } from '../kit/Icon.tsx';
import { useSay } from '../kit/sentence.ts';
import { ClipboardPanel } from './ClipboardPanel.tsx';
import { KeysMenu } from './KeysMenu.tsx';
import { MoreMenu } from './MoreMenu.tsx';
import { PeopleMenu } from './PeopleMenu.tsx';
import { PhoneKeyboard } from './PhoneKeyboard.tsx';
import { ViewMenu } from './ViewMenu.tsx';
import css from './Viewer.module.css';
import type { useFullScreen } from './use-full-screen.ts';
import type { Session } from './use-session.ts';

type BarProps = {
  session: Session;
  name: string;
  personId: string;
  computerId: string;
  ref: Ref<HTMLElement>;
  full: ReturnType<typeof useFullScreen>;
};

/** What is known of the session and what can be done in it, above the desktop; out of the way when somebody wants it so. */
export function Bar({ session, name, personId, computerId, ref, full }: BarProps) {
  const say = useSay();
  const [isHidden, setHidden] = useState(false);
  const { state, held } = session;
  const { latency, wishes } = state;
  if (isHidden)
    return (
      <nav ref={ref} aria-label={say('viewer.bar')} className={css.handle}>
        <IconButton icon="down" label={say('viewer.bar.show')} onClick={() => setHidden(false)} />
      </nav>
    );
  return (
    <nav ref={ref} aria-label={say('viewer.bar')} className={css.bar}>
      <IconButton icon="up" label={say('viewer.bar.hide')} onClick={() => setHidden(true)} />
      <span className={css.name} title={say('viewer.way-out')}>
        {name}
      </span>
      <span className={css.state} data-lost={state.stage === 'lost' || undefined}>
        {latency === undefined ? null : (
          <span title={say('viewer.latency.label', { ms: latency })}>{say('viewer.latency', { ms: latency })}</span>
        )}
      </span>
      {wishes.control ? null : (
        <span className={css.looking} title={say('viewer.look.hint')}>
          <Icon name="eye" size={15} />
          <span>{say('viewer.look')}</span>
        </span>
      )}
      <div className={css.tools}>
        <PeopleMenu people={state.people} />
        <ViewMenu session={session} />
        {wishes.control ? (
          <>
            <KeysMenu session={session} />
            <PhoneKeyboard onTyped={(keysyms) => held.desktop?.type(keysyms)} />
          </>
        ) : null}
        <ClipboardPanel session={session} />
        {full.toggle ? (
          <IconButton
            icon={full.isFull ? 'shrink' : 'expand'}
            label={say(full.isFull ? 'viewer.full.leave' : 'viewer.full')}
            onClick={full.toggle}
          />
        ) : null}
        <MoreMenu {...{ session, name, personId, computerId }} />
        <span className={css.wide}>
          <Button small look="danger" onClick={session.acts.end}>
            {say('viewer.end')}
          </Button>
        </span>
        <span className={css.narrow}>
          <IconButton icon="close" label={say('viewer.end')} onClick={session.acts.end} />
        </span>
      </div>
    </nav>
  );
}
