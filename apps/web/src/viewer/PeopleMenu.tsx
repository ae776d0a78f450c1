import { Menu } from '@mantine/core';
import type { Present } from '@latchkey/wire/control';
import { useSay } from '../kit/sentence.ts';
import { BarMenu } from './BarMenu.tsx';
import css from './Viewer.module.css';

/** Who is in the computer, oneself included (C4). */
export function PeopleMenu({ people }: { people: readonly Present[] }) {
  const say = useSay();
  const label = say('viewer.people', { count: people.length });
  return (
    <div className={css.people}>
      <BarMenu icon="users" label={label} staysInBar>
        <Menu.Label>{label}</Menu.Label>
        {people.map(({ name, control }, index) => (
          // Two may have one name, and nothing else tells them apart here.
          <Menu.Item key={`${index}${name}`} closeMenuOnClick={false}>
            {name} <span className={css.dim}>{say(control ? 'viewer.people.control' : 'viewer.people.look')}</span>
          </Menu.Item>
        ))}
      </BarMenu>
      <span className={css.count} aria-hidden="true">
        {people.length}
      </span>
    </div>
  );
}
