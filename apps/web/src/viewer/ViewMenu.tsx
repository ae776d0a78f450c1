import { Menu } from '@mantine/core';
import { useSay } from '../kit/sentence.ts';
import { BarMenu, MenuChoice } from './BarMenu.tsx';
import { fits, qualities } from './quality.ts';
import type { Session } from './use-session.ts';

/** How the picture is shown, and whether this person only looks (C8). */
export function ViewMenu({ session: { state, acts } }: { session: Session }) {
  const say = useSay();
  const { wishes, rights } = state;
  return (
    <BarMenu icon="screen" label={say('viewer.view')}>
      <Menu.CheckboxItem
        checked={wishes.control}
        disabled={!rights.control}
        closeMenuOnClick
        onChange={(control) => acts.wish({ control })}
        {...(rights.control ? {} : { title: say('viewer.control.refused') })}
      >
        {say('viewer.control')}
      </Menu.CheckboxItem>
      <Menu.Divider />
      <MenuChoice
        label={say('viewer.fit')}
        value={wishes.fit}
        choices={fits.map((value) => ({ value, label: say(`viewer.fit.${value}`) }))}
        onChange={(fit) => acts.wish({ fit })}
      />
      <Menu.Divider />
      <MenuChoice
        label={say('viewer.quality')}
        value={wishes.quality}
        choices={qualities.map((value) => ({ value, label: say(`viewer.quality.${value}`) }))}
        onChange={(quality) => acts.wish({ quality })}
      />
    </BarMenu>
  );
}
