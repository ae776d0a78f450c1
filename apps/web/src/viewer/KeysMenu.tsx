import { Menu } from '@mantine/core';
import { useSay } from '../kit/sentence.ts';
import { BarMenu, MenuChoice } from './BarMenu.tsx';
import { combinationNames, functionKey, FUNCTION_KEYS, keyModes, keysOf } from './keys.ts';
import css from './Viewer.module.css';
import type { Session } from './use-session.ts';

const functionKeys = Array.from({ length: FUNCTION_KEYS }, (_, index) => index + 1);

/** Keys that a browser keeps for itself or a phone does not have, and how all keys are sent (C8). */
export function KeysMenu({ session: { state, acts, held } }: { session: Session }) {
  const say = useSay();
  return (
    <BarMenu icon="keyboard" label={say('viewer.keys')}>
      {combinationNames.map((name) => (
        <Menu.Item key={name} onClick={() => held.desktop?.press(keysOf(name))}>
          {say(`viewer.keys.${name}`)}
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.Label>{say('viewer.keys.function')}</Menu.Label>
      <div className={css.functionKeys}>
        {functionKeys.map((number) => (
          <Menu.Item key={number} onClick={() => held.desktop?.press(functionKey(number))}>
            F{number}
          </Menu.Item>
        ))}
      </div>
      <Menu.Divider />
      <MenuChoice
        label={say('viewer.key-mode')}
        value={state.wishes.keyMode}
        choices={keyModes.map((value) => ({ value, label: say(`viewer.key-mode.${value}`) }))}
        onChange={(keyMode) => acts.wish({ keyMode })}
      />
    </BarMenu>
  );
}
