import type { MessageId } from '@latchkey/messages/catalogue';
import type { Command, CommandGroup, Section } from './commands.ts';
import css from './CommandPalette.module.css';
import { Icon } from './Icon.tsx';
import { useSay } from './sentence.ts';

const names: Record<CommandGroup, MessageId> = {
  pages: 'palette.group.pages',
  acts: 'palette.group.acts',
  profiles: 'palette.group.profiles',
  help: 'palette.group.help',
  language: 'kit.language',
  scheme: 'kit.scheme',
  computers: 'kit.nav.computers',
  users: 'kit.nav.users',
  groups: 'kit.nav.groups',
};

type SectionsProps = {
  /** The beginning of the ids of the options. */
  id: string;
  sections: readonly Section[];
  marked: Command | undefined;
  onMark: (command: Command) => void;
  onPick: (command: Command) => void;
};

/** The answers to a search, kind by kind, as the options of its list. */
export function CommandSections({ id, sections, marked, onMark, onPick }: SectionsProps) {
  const say = useSay();
  return sections.map(({ group, commands }) => (
    <div key={group} role="group" aria-labelledby={`${id}${group}`}>
      <p id={`${id}${group}`} className={css.group} role="presentation">
        {say(names[group])}
      </p>
      {commands.map((command) => (
        <button
          key={command.id}
          ref={command === marked ? bringIntoSight : undefined}
          type="button"
          id={id + command.id}
          role="option"
          tabIndex={-1}
          className={css.option}
          aria-selected={command === marked}
          onPointerMove={() => command === marked || onMark(command)}
          // The focus stays in the field, whose keys choose and open.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(command)}
        >
          <Icon name={command.icon} size={17} />
          <span className={css.label}>{command.label}</span>
          {command.hint === undefined ? null : <span className={css.hint}>{command.hint}</span>}
        </button>
      ))}
    </div>
  ));
}

function bringIntoSight(option: HTMLElement | null): void {
  option?.scrollIntoView({ block: 'nearest' });
}
