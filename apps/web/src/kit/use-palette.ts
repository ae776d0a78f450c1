import { useDeferredValue, useMemo, useState, type KeyboardEvent } from 'react';
import { markAfter, sectionOf, sectionsFor, type Command, type CommandGroup } from './commands.ts';
import { isPressed } from './shortcut.ts';
import { useCommands } from './use-commands.ts';
import { useFound } from './use-found.ts';

/** What the search of everything, or of one kind of things, holds: what is typed, what answers it, and which answer Enter opens. */
export function usePalette(onClose: () => void, only?: CommandGroup) {
  const [query, setQuery] = useState('');
  const [wanted, setWanted] = useState(0);
  const commands = useCommands(only === undefined && query.trim() !== '');
  const found = useFound(only === undefined ? query.trim() : '');
  const asked = useDeferredValue(query);
  const sections = useMemo(
    () => (only === undefined ? sectionsFor(asked, commands, found.commands) : sectionOf(only, asked, commands)),
    [only, asked, commands, found.commands],
  );
  const shown = sections.flatMap((section) => section.commands);
  const at = Math.min(wanted, shown.length - 1);
  const marked = shown[at];

  const pick = (command: Command) => {
    // First the focus goes back to where it was, then to where the command leads.
    onClose();
    setTimeout(command.act);
  };
  const onKey = (event: KeyboardEvent) => {
    const next = markAfter(event.key, at, shown.length);
    if (next !== undefined) setWanted(next);
    else if (isPressed('mod+k', event)) onClose();
    else if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    else if (marked !== undefined) pick(marked);
    event.preventDefault();
  };
  const type = (text: string) => {
    setQuery(text);
    setWanted(0);
  };
  const mark = (command: Command) => setWanted(shown.indexOf(command));
  return { query, asked, sections, count: shown.length, marked, found, type, mark, pick, onKey };
}
