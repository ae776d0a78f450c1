import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { kitFilesWithManyLibraries, leafImports, trespasses } from './laws/rooms.ts';
import { breakers, looseVersions, namedHosts, repeatedTestNames, styleLaws } from './laws/style.ts';
import { importsOf, type Source } from './laws/tree.ts';

const leaves = new Set(['apps/server/src/member/delete.ts', 'apps/server/src/invitation/send.ts']);

describe('a wall is noticed when it is crossed', () => {
  const crossings: [path: string, text: string][] = [
    ['packages/domain/src/a.ts', `import { x } from '@latchkey/contract/shapes';`],
    ['packages/domain/src/a.ts', `import { readFile } from 'node:fs/promises';`],
    ['packages/domain/src/a.ts', `const x = await import('zod');`],
    ['packages/contract/src/a.ts', `import type { Db } from '../../../apps/server/src/kit/db.ts';`],
    ['packages/client/src/a.ts', `import type { Reply } from '@latchkey/contract/operation';`],
    ['packages/client/src/a.ts', `import * as z from 'zod';`],
    ['packages/messages/src/a.ts', `export { x } from '@latchkey/contract/shapes';`],
    ['apps/server/src/kit/a.ts', `import { memberOf } from '../member/reads.ts';`],
    ['apps/server/src/member/a.ts', `import {\n  type A,\n  b,\n} from '../invitation/reads.ts';`],
    ['apps/server/src/member/a.ts', `import nodemailer from 'nodemailer';`],
    ['apps/server/src/member/a.ts', `import '../operator/reads.ts';`],
    ['apps/web/src/users/Users.tsx', `import { Computers } from '../computers/Computers.tsx';`],
    ['apps/web/src/users/Users.tsx', `import { config } from '../../../server/src/config.ts';`],
    ['apps/web/src/kit/form.ts', `import { Users } from '../users/Users.tsx';`],
    ['apps/server/src/member/delete.ts', `import nodemailer from 'nodemailer';`],
    ['scripts/a.mjs', `import { Client } from 'pg';`],
    ['apps/server/src/member/a.ts', `const x = await import(name);`],
    ['apps/desk/src/a.ts', ''],
  ];
  for (const [path, text] of crossings) {
    test(`${path} with «${text.replaceAll('\n', ' ')}»`, () =>
      assert.equal(trespasses([{ path, text }], leaves).length, 1));
  }

  test('what a room may import passes', () => {
    const allowed: Source[] = [
      { path: 'apps/server/src/invitation/send.ts', text: `import { lockSeats } from '../member/seats.ts';` },
      { path: 'apps/server/src/member/delete.ts', text: `import { endInvitation } from '../invitation/endings.ts';` },
      { path: 'apps/web/src/users/Users.tsx', text: `import { call } from '../kit/call.ts';` },
      { path: 'packages/domain/src/a.test.ts', text: `import { test } from 'node:test';` },
    ];
    assert.deepEqual(trespasses(allowed, leaves), []);
  });

  test('a kit file with two libraries is named, types and one family do not count', () => {
    const two = { path: 'apps/server/src/kit/a.ts', text: `import a from 'pino';\nimport b from 'nodemailer';` };
    const one = {
      path: 'apps/server/src/kit/b.ts',
      text: `import a from 'pg';\nimport { b } from 'kysely';\nimport type { P } from 'pino';`,
    };
    assert.deepEqual(kitFilesWithManyLibraries([two, one]), [
      'apps/server/src/kit/a.ts uses npm:pino and npm:nodemailer',
    ]);
  });

  test('a write operation imported by another is named', () => {
    const text = `import { deleteMember } from '../member/delete.ts';`;
    assert.equal(leafImports([{ path: 'apps/server/src/invitation/withdraw.ts', text }], leaves).length, 1);
    assert.equal(
      leafImports([{ path: 'apps/server/src/operations.ts', text: `import './member/delete.ts';` }], leaves).length,
      0,
    );
  });
});

describe('a habit that this house does not have is noticed', () => {
  const planted: Record<string, [path: string, text: string][]> = {
    'only config.ts reads the environment': [
      ['apps/server/src/kit/a.ts', 'const port = process.env.PORT;'],
      ['packages/domain/src/a.ts', `const { env } = process['env'];`],
    ],
    'no folder or file is called utils, helpers, common, services or managers': [
      ['apps/server/src/member/utils.ts', ''],
      ['apps/web/src/common/Button.tsx', ''],
      ['apps/server/test/helpers/server.ts', ''],
    ],
    'no default exports': [
      ['packages/domain/src/a.ts', 'export default function a() {}'],
      ['packages/domain/src/a.ts', 'export { a as default };'],
    ],
    'no enums': [['packages/domain/src/a.ts', 'export const enum Role { Admin }']],
    'no barrels: a name is imported from where it is made': [
      ['packages/domain/src/a.ts', `export * from './b.ts';`],
      ['packages/domain/src/a.ts', `export { b } from './b.ts';\nexport type { C } from './c.ts';`],
    ],
    'no decorators': [['apps/server/src/kit/a.ts', '@Injectable()\nexport class A {}']],
    'no interfaces: data is a type': [['packages/domain/src/a.ts', 'export interface Member { id: string }']],
    '.tsx only in the web': [['apps/server/src/mail/Invitation.tsx', '']],
    'zod is imported whole, so that unused parts stay out of the browser': [
      ['packages/contract/src/a.ts', `import { z } from 'zod';`],
      ['packages/contract/src/a.ts', `import z from 'zod';`],
    ],
    'files are lower-case with hyphens, components in PascalCase.tsx': [
      ['packages/domain/src/memberRole.ts', ''],
      ['apps/web/src/users/user_list.tsx', ''],
    ],
    'no path of somebody’s machine': [['docs/a.md', ['run it in (', 'home', 'anna', 'latchkey'].join('/')]],
    'nothing is left to do later in a comment': [['packages/domain/src/a.ts', ['// TO', 'DO: later'].join('')]],
  };
  for (const law of styleLaws) {
    test(`planted against: ${law.name}`, () => {
      const sources = (planted[law.name] ?? []).map(([path, text]) => ({ path, text }));
      assert.ok(sources.length > 0);
      for (const source of sources) assert.deepEqual(breakers(law, [source]), [source.path], source.text);
    });
  }

  test('what looks like a habit and is none passes', () => {
    const text = [
      `import * as z from 'zod';`,
      `import type { A } from './a.ts';`,
      `export type { A } from './a.ts';`,
      `/**\n * @param {string} a process of its own\n */`,
      `export const enumeration = 'export default';`,
    ].join('\n');
    const innocent = [{ path: 'apps/server/src/member/seats.ts', text }];
    assert.deepEqual(
      styleLaws.flatMap((law) => breakers(law, innocent)),
      [],
    );
  });

  test('a name that two tests share is told with both places', () => {
    const text = `  test('a seat is free', () => {});`;
    const twice = [
      { path: 'a.test.ts', text },
      { path: 'b.test.ts', text },
    ];
    assert.deepEqual(repeatedTestNames(twice), ['“a seat is free”: a.test.ts, b.test.ts']);
  });

  test('a version that may move is told, and a host in the lockfile', () => {
    const manifest = JSON.stringify({ dependencies: { a: '^1.0.0', b: '1.0.0', c: '18.4.0-beta.17', d: 'latest' } });
    assert.deepEqual(looseVersions({ path: 'package.json', text: manifest }), [
      'package.json: a ^1.0.0',
      'package.json: d latest',
    ]);
    assert.deepEqual(namedHosts('{"resolved": "https://example.com/a.tgz"}, {"resolved": "packages/domain"}'), [
      'https://example.com/a.tgz',
    ]);
  });
});

test('an import is found however it is written', () => {
  const text = [
    `import a from 'a';`,
    `import type { B } from './b.ts';`,
    `import {`,
    `  c,`,
    `  type D,`,
    `} from "@latchkey/domain/role";`,
    `import './e.css';`,
    `export { f } from '../f.ts';`,
    `const g = await import('@scope/g/deep');`,
    `const h = await import(h);`,
    'const k = await import(`./l/${k}/m.json`, n);',
    `const i = "import j from 'j'";`,
  ].join('\n');
  assert.deepEqual(
    importsOf({ path: 'apps/web/src/users/a.ts', text }).map(({ target }) => target),
    [
      'npm:a',
      'apps/web/src/users/b.ts',
      'packages/domain/src/role.ts',
      'apps/web/src/f.ts',
      'apps/web/src/users/e.css',
      'npm:@scope/g',
      'computed',
      'apps/web/src/users/l/',
    ],
  );
});
