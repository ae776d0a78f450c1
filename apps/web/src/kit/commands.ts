import type { IconName } from './Icon.tsx';
import { ranked } from './rank.ts';

/** The kinds of things that the search of everything finds, in their order while nothing is typed. */
const groups = ['pages', 'acts', 'profiles', 'help', 'language', 'scheme', 'computers', 'users', 'groups'] as const;
export type CommandGroup = (typeof groups)[number];

/** Something the search of everything can lead to or do. */
export type Command = {
  id: string;
  group: CommandGroup;
  label: string;
  icon: IconName;
  /** Beside the label: an address, or what tells it from others of the same name. */
  hint?: string | undefined;
  /** Other words by which it is found. */
  words?: readonly string[];
  act: () => void;
};

/** Some commands of one kind, best first. */
export type Section = { group: CommandGroup; commands: readonly Command[] };

/** What is offered before anything is typed; the rest is there for who looks for it. */
const OFFERED: Partial<Record<CommandGroup, number>> = { pages: 12, acts: 6, profiles: 5 };
/** As many answers of one kind as are shown; of the help only a few, for it answers nearly everything. */
const MOST = 6;
const MOST_OF: Partial<Record<CommandGroup, number>> = { help: 3 };

/**
 * What stands in the list for a search: kinds under one another, the one with the best answer first. Computers, users and user
 * groups are found by the server, come as they are and stand last, so that nothing moves away under a finger when they arrive.
 */
export function sectionsFor(query: string, commands: readonly Command[], ofServer: readonly Command[] = []): Section[] {
  if (query.trim() === '') {
    return sections(
      groups.map((group) => ({ group, commands: inGroup(commands, group).slice(0, OFFERED[group] ?? 0) })),
    );
  }
  const found = groups.map((group) => {
    const answers = answersIn(group, query, commands);
    return {
      group,
      best: answers[0]?.score ?? 0,
      commands: answers.slice(0, MOST_OF[group] ?? MOST).map(({ thing }) => thing),
    };
  });
  const last = (['computers', 'users', 'groups'] as const).map((group) => ({
    group,
    commands: inGroup(ofServer, group),
  }));
  return sections([...found.toSorted((one, two) => two.best - one.best), ...last]);
}

/** The things of one kind alone: all of them, or all that answer a search. */
export function sectionOf(group: CommandGroup, query: string, commands: readonly Command[]): Section[] {
  const all = inGroup(commands, group);
  const answers = query.trim() === '' ? all : answersIn(group, query, commands).map(({ thing }) => thing);
  return sections([{ group, commands: answers }]);
}

function answersIn(group: CommandGroup, query: string, commands: readonly Command[]) {
  return ranked(query, inGroup(commands, group), ({ label, hint, words = [] }) => [
    label,
    ...(hint === undefined ? [] : [hint]),
    ...words,
  ]);
}

/** Where the marked command is after a key, of `count`; nothing when the key does not move it. */
export function markAfter(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (at + 1) % count;
  if (key === 'ArrowUp') return (at + count - 1) % count;
  if (key === 'PageDown') return count - 1;
  if (key === 'PageUp') return 0;
  return undefined;
}

function inGroup(commands: readonly Command[], group: CommandGroup): Command[] {
  return commands.filter((command) => command.group === group);
}

function sections(all: readonly Section[]): Section[] {
  return all.filter(({ commands }) => commands.length > 0).map(({ group, commands }) => ({ group, commands }));
}
