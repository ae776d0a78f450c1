import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isHelpSlug } from '@latchkey/messages/help';
import { articleAt, helpPlaces } from './help-place.ts';

test('the question mark leads to the article about the screen one is on (H1)', () => {
  assert.equal(articleAt('/a/0192-x'), 'home');
  assert.equal(articleAt('/a/0192-x/'), 'home');
  assert.equal(articleAt('/a/0192-x/users'), 'users');
  assert.equal(articleAt('/a/0192-x/users/invite'), 'inviting');
  assert.equal(articleAt('/a/0192-x/users/0193-y'), 'user');
  assert.equal(articleAt('/a/0192-x/groups/0193-y'), 'user-groups');
  assert.equal(articleAt('/operator'), 'mail-server');
  assert.equal(articleAt('/operator/outbox'), 'outbox');
  assert.equal(articleAt('/sign-in'), 'signing-in');
  assert.equal(articleAt('/'), 'profiles');
});

test('a page below a screen has the screen’s article, and an unknown one an article, too', () => {
  assert.equal(articleAt('/me/addresses'), 'my-account');
  assert.equal(articleAt('/a/0192-x/somewhere'), 'home');
  assert.equal(articleAt('/somewhere'), 'profiles');
});

test('the pages of the help have no question mark', () => {
  for (const path of ['/help', '/help/users', '/a/0192-x/help', '/a/0192-x/help/users']) {
    assert.equal(articleAt(path), undefined);
  }
});

test('every article that a place names exists', () => {
  assert.deepEqual(
    helpPlaces.filter(([, slug]) => !isHelpSlug(slug)),
    [],
  );
});

test('every screen of an account, of the person and of the operator stands in the list with an article (H1)', () => {
  const listed = new Set(helpPlaces.map(([address]) => address));
  const missing = screens().filter((address) => !address.split('/').includes('help') && !isListed(address, listed));
  assert.deepEqual(missing, []);
});

/** A screen of the person's own account may share the article of the whole. */
function isListed(address: string, listed: ReadonlySet<string>): boolean {
  return listed.has(address) || address.startsWith('/me/');
}

/** The addresses of all screens, from the list of routes; `*` stands for what differs. */
function screens(): string[] {
  const text = readFileSync(new URL('../routes.tsx', import.meta.url), 'utf8');
  const routes = new Map(
    [...text.matchAll(/^const (\w+) = createRoute\(\{\n([^]*?)^\}\);/gm)].map(([, name = '', body = '']) => {
      const parent = /getParentRoute: \(\) => (\w+)/.exec(body)?.[1] ?? '';
      return [name, { parent, path: /^ {2}path: '([^']+)'/m.exec(body)?.[1] ?? '' }];
    }),
  );
  const addressOf = (name: string): string => {
    const route = routes.get(name);
    return route === undefined ? '' : `${addressOf(route.parent)}/${route.path}`;
  };
  assert.ok(routes.size > 10);
  return [...routes.keys()].map((name) =>
    addressOf(name)
      .replaceAll(/\/+/g, '/')
      .replaceAll(/\$\w+/g, '*')
      .replace(/(?<=.)\/$/, ''),
  );
}
