import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { markAfter, sectionOf, sectionsFor, type Command, type CommandGroup } from './commands.ts';

const commands = [
  command('pages', 'Home'),
  command('pages', 'Users'),
  command('acts', 'Invite users'),
  command('language', 'Deutsch', ['Language']),
  command('scheme', 'Dark', ['Appearance']),
  ...Array.from({ length: 9 }, (_, index) => command('profiles', `User of Company ${index}`)),
];

describe('before anything is typed', () => {
  test('pages, acts and a few profiles are offered, settings are not', () => {
    const sections = sectionsFor(' ', commands);
    assert.deepEqual(
      sections.map(({ group, commands: some }) => [group, some.length]),
      [
        ['pages', 2],
        ['acts', 1],
        ['profiles', 5],
      ],
    );
  });
});

describe('once something is typed', () => {
  test('the kind with the best answer comes first', () => {
    assert.deepEqual(labels('invite'), ['Invite users']);
    assert.deepEqual(labels('user').slice(0, 2), ['Users', 'User of Company 0']);
    assert.equal(sectionsFor('user', commands)[0]?.group, 'pages');
  });

  test('settings are found by their value and by what they are called', () => {
    assert.deepEqual(labels('deu'), ['Deutsch']);
    assert.deepEqual(labels('appearance'), ['Dark']);
  });

  test('of many of a kind only the best are shown', () => {
    const profiles = sectionsFor('company', commands).find(({ group }) => group === 'profiles');
    assert.equal(profiles?.commands.length, 6);
    const articles = Array.from({ length: 9 }, (_, index) => command('help', `Help with ${index}`));
    assert.equal(sectionsFor('help', articles)[0]?.commands.length, 3);
  });

  test('computers and users the server found stand last, as they come', () => {
    const users = [command('users', 'Zoe Home'), command('users', 'Ada')];
    const computers = [command('computers', 'Desk of Zoe')];
    assert.deepEqual(
      sectionsFor('home', commands, [...users, ...computers]).map(({ group }) => group),
      ['pages', 'computers', 'users'],
    );
    assert.deepEqual(sectionsFor('qqq', commands, users)[0]?.commands, users);
  });

  test('what nothing is called leaves nothing', () => {
    assert.deepEqual(sectionsFor('qqq', commands), []);
  });
});

test('of one kind alone everything is shown, or everything that answers', () => {
  assert.equal(sectionOf('profiles', '', commands)[0]?.commands.length, 9);
  assert.equal(sectionOf('profiles', 'company', commands)[0]?.commands.length, 9);
  assert.deepEqual(
    sectionOf('profiles', 'company 7', commands).map((section) => section.commands.map(({ label }) => label)),
    [['User of Company 7']],
  );
  assert.deepEqual(sectionOf('profiles', 'home', commands), []);
});

test('the arrows go round, the page keys to the ends, other keys are typed', () => {
  assert.equal(markAfter('ArrowDown', 2, 3), 0);
  assert.equal(markAfter('ArrowUp', 0, 3), 2);
  assert.equal(markAfter('PageDown', 0, 3), 2);
  assert.equal(markAfter('PageUp', 2, 3), 0);
  assert.equal(markAfter('a', 1, 3), undefined);
  assert.equal(markAfter('ArrowDown', 0, 0), undefined);
});

function labels(query: string): string[] {
  return sectionsFor(query, commands).flatMap((section) => section.commands.map(({ label }) => label));
}

function command(group: CommandGroup, label: string, words: readonly string[] = []): Command {
  return { id: label, group, label, icon: 'home', words, act: () => {} };
}
