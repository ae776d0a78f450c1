import { importsOf, isCode, isTest, type Source } from './tree.ts';

/** One room of the house: which files stand in it and what they may import, each as the beginning of a target. */
type Room = { home: RegExp; may: readonly string[]; because: string };

/** Nouns in their order: answers of a noun may build on those of earlier ones only. It is also the order of locks. */
const nouns = [
  'person',
  'account',
  'member',
  'token',
  'group',
  'role',
  'product',
  'licence',
  'invitation',
  'handover',
  'computer',
  'request',
  'share',
  'session',
  'recording',
  'directory',
  'report',
  'batch',
  'audit',
  'webhook',
  'operator',
] as const;

const PACKAGES = ['packages/contract/', 'packages/domain/', 'packages/messages/'];
const WIRE = 'packages/wire/';
/** Nouns that speak the protocol of agents and viewers. */
const LIVE = new Set<string>(['computer', 'session']);
const KIT = 'apps/server/src/kit/';
const SQL = 'npm:kysely';

/** The table of design: a file belongs to the first room whose home it matches. */
const rooms: readonly Room[] = [
  {
    home: /^packages\/domain\//,
    may: ['packages/domain/'],
    because: 'rules are pure functions over plain data: they run anywhere and are tested as plain calls',
  },
  {
    home: /^packages\/wire\//,
    may: ['packages/wire/'],
    because: 'the protocol owns no socket and no timer',
  },
  {
    home: /^packages\/messages\//,
    may: ['packages/messages/', 'packages/domain/src/language.ts', 'npm:intl-messageformat'],
    because: 'sentences know no screen and no mail; which languages there are is a rule',
  },
  {
    home: /^packages\/contract\//,
    may: ['packages/contract/', 'packages/domain/', 'npm:zod'],
    because: 'the API is data for server, web and documents alike',
  },
  {
    home: /^packages\/client\//,
    may: ['packages/client/'],
    because: 'who calls the API from outside needs nothing else of this repository: not even its contract',
  },
  {
    home: /^apps\/server\/src\/kit\//,
    may: [KIT, ...PACKAGES, 'node:', 'npm:'],
    because: 'the kit knows no feature (that it uses one library a file is a law of its own)',
  },
  ...nouns.map((noun, index) => ({
    home: new RegExp(`^apps/server/src/${noun}/`),
    may: [
      KIT,
      ...PACKAGES,
      ...(LIVE.has(noun) ? [WIRE] : []),
      SQL,
      'node:',
      ...nouns.slice(0, index + 1).map((one) => `apps/server/src/${one}/`),
    ],
    because: 'answers build on earlier nouns only, so that there is no circle; libraries are reached through the kit',
  })),
  {
    home: /^apps\/server\/(?:src\/[\w-]+\.ts$|src\/generate\/|src\/cli\/|test\/|migrations\/)/,
    may: ['apps/server/', ...PACKAGES, WIRE, 'node:', 'npm:', 'computed'],
    because: 'composition, commands and generators put the parts together',
  },
  {
    home: /^apps\/web\/src\/kit\//,
    may: ['apps/web/src/kit/', ...PACKAGES, 'npm:'],
    because: 'the kit of the web knows no screen',
  },
  {
    home: /^apps\/web\/(?:src\/[\w.-]+\.tsx?$|[\w.-]+\.ts$|test\/)/,
    may: ['apps/web/', ...PACKAGES, 'node:', 'npm:'],
    because: 'composition: routes, theme and start',
  },
  {
    home: /^apps\/agent\//,
    may: ['apps/agent/', 'packages/wire/', 'packages/contract/src/enrolment.ts', 'node:', 'npm:'],
    because: 'what runs on a customer’s computer knows the protocol and how to enrol, nothing else of the product',
  },
  {
    home: /^scripts\/.*\.mjs$/,
    may: ['scripts/', 'node:'],
    because: 'these run before anything is installed',
  },
  {
    home: /^(?:scripts|test|e2e|bench)\//,
    may: [
      'scripts/',
      'test/',
      'e2e/',
      'bench/',
      'apps/',
      'packages/client/',
      WIRE,
      ...PACKAGES,
      'node:',
      'npm:',
      'computed',
    ],
    because: 'tools and tests look at everything',
  },
];

/** A write operation stands in a room of its own: it comes after all answers. */
const leafRoom: Room = {
  home: /^apps\/server\/src\/\w+\/[\w-]+\.ts$/,
  may: [KIT, ...PACKAGES, SQL, 'node:', ...nouns.map((noun) => `apps/server/src/${noun}/`)],
  because: 'a write operation builds on the kit and on answers; libraries are reached through the kit',
};

/** What a test may import on top of its room. */
const FOR_TESTS = ['node:', 'npm:fast-check', 'npm:smtp-server', 'apps/server/test/', 'computed'];
/** What a screen may import besides its own folder, in which components are markup around the web's kit. */
const FOR_SCREENS = [
  'apps/web/src/kit/',
  ...PACKAGES,
  'npm:react',
  'npm:react-intl',
  'npm:zod',
  'npm:@tanstack/',
  'npm:@mantine/',
];

/** The viewer is a program of its own in the browser: the protocol, OPAQUE and noVNC. */
const FOR_VIEWER = [WIRE, 'npm:@serenity-kit/opaque', 'npm:@novnc/novnc'];

/** The room a file stands in; a screen is a room of its own. */
function roomOf(path: string): Room | undefined {
  const room = rooms.find(({ home }) => home.test(path));
  const screen = /^apps\/web\/src\/([\w-]+)\//.exec(path)?.[1];
  if (room || !screen) return room;
  const folder = `apps/web/src/${screen}/`;
  const more = screen === 'viewer' ? FOR_VIEWER : [];
  const may = [folder, ...FOR_SCREENS, ...more];
  return { home: new RegExp(`^${folder}`), may, because: 'screens don’t import screens' };
}

/**
 * Every import that crosses a wall, and every file of code that stands in no room, as sentences.
 * Leaves are the paths of the write operations.
 */
export function trespasses(sources: Source[], leaves: ReadonlySet<string>): string[] {
  return sources.filter(isCode).flatMap((source) => {
    const room = leaves.has(source.path) ? leafRoom : roomOf(source.path);
    if (!room) return [`${source.path} stands in no room of the house`];
    const may = isTest(source) ? [...room.may, ...FOR_TESTS] : room.may;
    return importsOf(source)
      .filter(({ target }) => !may.some((allowed) => allows(allowed, target)))
      .map(({ specifier }) => `${source.path} imports ${specifier}: ${room.because}`);
  });
}

function allows(allowed: string, target: string): boolean {
  return /[:/]$/.test(allowed) ? target.startsWith(allowed) : target === allowed;
}

/** Packages that are one library in several parcels, or that speak to one thing. */
const FAMILIES = [
  ['npm:pg', 'npm:kysely', 'npm:graphile-worker'],
  ['npm:fastify', 'npm:@fastify/static'],
  ['npm:react', 'npm:react-dom'],
];
/** The language of the contract's schemas, spoken everywhere. */
const SPOKEN = 'npm:zod';

/** Files of the server's kit that use more than one library: each file hides one. */
export function kitFilesWithManyLibraries(sources: Source[]): string[] {
  return sources
    .filter((source) => source.path.startsWith(KIT) && isCode(source) && !isTest(source))
    .flatMap((source) => {
      const used = importsOf(source).filter(({ target, typeOnly }) => target.startsWith('npm:') && !typeOnly);
      const libraries = new Set(used.map(({ target }) => libraryOf(target)).filter((name) => name !== SPOKEN));
      return libraries.size > 1 ? [`${source.path} uses ${[...libraries].join(' and ')}`] : [];
    });
}

function libraryOf(target: string): string {
  return FAMILIES.find((family) => family.includes(target))?.[0] ?? target;
}

/** Who imports the file of a write operation, other than the list of operations and tests. */
export function leafImports(sources: Source[], leaves: ReadonlySet<string>): string[] {
  return sources
    .filter((source) => isCode(source) && !isTest(source) && source.path !== 'apps/server/src/operations.ts')
    .flatMap((source) =>
      importsOf(source)
        .filter(({ target }) => leaves.has(target))
        .map(({ specifier }) => `${source.path} imports ${specifier}: only the list of operations does`),
    );
}
