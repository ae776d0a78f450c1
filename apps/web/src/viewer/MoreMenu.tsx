import { Menu } from '@mantine/core';
import { useState } from 'react';
import { useSay } from '../kit/sentence.ts';
import { BarMenu } from './BarMenu.tsx';
import { useFingerprint } from './KnownKey.tsx';
import { OwnCode } from './OwnCode.tsx';
import css from './Viewer.module.css';
import type { Session } from './use-session.ts';

type MoreMenuProps = { session: Session; name: string; personId: string; computerId: string };

/** A code of one's own (C6), and the fingerprint that both ends show (C5). */
export function MoreMenu({ session, name, personId, computerId }: MoreMenuProps) {
  const say = useSay();
  const [isChanging, setChanging] = useState(false);
  const fingerprint = useFingerprint(personId, computerId);
  return (
    <>
      <BarMenu icon="more" label={say('viewer.more')} staysInBar>
        <Menu.Item
          onClick={() => {
            session.acts.forgetOwn();
            setChanging(true);
          }}
        >
          {say('viewer.own')}
        </Menu.Item>
        {fingerprint === undefined ? null : (
          <>
            <Menu.Divider />
            <Menu.Label>{say('viewer.key')}</Menu.Label>
            <Menu.Item closeMenuOnClick={false}>
              <code className={css.key}>{fingerprint}</code>
            </Menu.Item>
          </>
        )}
        <Menu.Divider />
        <Menu.Label>{say('viewer.way-out')}</Menu.Label>
      </BarMenu>
      {isChanging ? <OwnCode session={session} name={name} onClose={() => setChanging(false)} /> : null}
    </>
  );
}
