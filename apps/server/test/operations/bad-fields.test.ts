import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Operation } from '@latchkey/contract/operation';
import { operations } from '@latchkey/contract/operations';
import type { Answer } from '../server.ts';
import { type Field, fieldsOf, objectsOf, type Path, withValue, without } from './fields.ts';
import { assertInvalid, assertKnown } from './refusals.ts';
import { forgetAttempts, fullWorld, type Sample, samples, type World } from './samples.ts';
import { assertNoTrace, tracesOf } from './traces.ts';

let world: World;

before(async () => {
  world = await fullWorld();
});
after(() => world.server.stop());

/** What can't be given together with what the sample gives. */
const besides: Record<string, string> = {
  'batch.preview': 'group_id',
  'batch.start': 'group_id',
  'batch.preview-computers': 'group_id',
  'batch.start-computers': 'group_id',
  'request.make': 'permission',
};

const withBody = operations.filter((operation) => operation.body !== undefined);

for (const operation of withBody) {
  test(`${operation.id} refuses fields that are unknown, missing or of another type, says which, and writes nothing`, async () => {
    const sample = await sampleOf(operation);
    const body = bodyOf(sample);
    const traces = await tracesOf(world.server);
    for (const path of objectsOf(operation)) {
      for (const name of ['surprise', 'account_id', 'person_id', 'is_operator', 'id', '']) {
        const answer = await send(operation, sample, withValue(body, [...path, name], 'x'));
        if (fieldsOf(operation).some((field) => same(field.path, [...path, name]))) continue;
        assertInvalid(answer, [...path, name], 'unknown-field');
      }
    }
    for (const field of fieldsOf(operation)) {
      const isGiven = has(body, field.path) || besides[operation.id] === field.path.join('.');
      assert.ok(isGiven, `the sample of ${operation.id} fills in ${field.path.join('.')}`);
      if (field.required)
        assertInvalid(await send(operation, sample, without(body, field.path)), field.path, 'required');
      for (const value of otherTypes(field)) {
        const answer = await send(operation, sample, withValue(body, field.path, value));
        assertInvalid(answer, field.path);
      }
    }
    await assertNoTrace(world.server, traces, operation.id);
  });

  test(`${operation.id} takes any text somebody may type, or says what is wrong with it`, async () => {
    await forgetAttempts(world.server);
    let sample = await sampleOf(operation);
    for (const field of fieldsOf(operation).filter(({ type }) => type === 'string')) {
      for (const [what, text] of textsFor(field)) {
        const answer = await send(operation, sample, withValue(bodyOf(sample), field.path, text));
        assertKnown(answer, `${field.path.join('.')}: ${what}`);
        if (NEVER_TAKEN.includes(what)) assertInvalid(answer, field.path);
        if (answer.status < 300) sample = await sampleOf(operation);
      }
    }
  });
}

test('A list of none or of more than 500 is refused', async () => {
  for (const operation of operations.filter(({ bulk }) => bulk)) {
    const sample = await sampleOf(operation);
    const [item] = bodyOf(sample)['items'] as object[];
    for (const many of [0, 501, 2000]) {
      const answer = await send(operation, sample, { items: Array.from({ length: many }, () => item) });
      assertInvalid(answer, ['items'], many === 0 ? undefined : 'too-long');
    }
  }
});

/** What people and programs type into fields. */
const TEXTS = {
  nothing: '',
  spaces: '   ',
  NUL: 'a\0b1',
  'a lone high surrogate': 'Name\ud800 1',
  'a lone low surrogate': '\udc00Name 1',
  'line breaks': 'Name\r\nBcc: evil@example.test 1',
  'a line separator': 'Name\u2028x 1',
  HTML: '<img src=x onerror=alert(1)>1',
  'a script': '</title><script>alert(1)</script>',
  'an override of direction': 'Name\u202egnp.exe 1',
  'a mark of direction': '\u200fשלום 1',
  emoji: '👩‍👩‍👧‍👦 Family 1',
  'a combining mark': 'é'.normalize('NFD').repeat(20),
  'a word of SQL': `'; drop table member; -- 1`,
  'a template': '{{7*7}} ${7*7} {name} %s 1',
  'a formula': '=1+1',
  'a path': '../../etc/passwd1',
  'a prototype': '__proto__',
  'an address with an extra line': 'a@example.test\r\nBcc: b@example.test',
  'two addresses': 'a@example.test, b@example.test',
  'an address with a name': 'A <a@example.test>',
  'an address in the local network': 'a@localhost',
  'much text': 'a1 '.repeat(40_000),
} as const;

const NEVER_TAKEN: string[] = [
  'NUL',
  'a lone high surrogate',
  'a lone low surrogate',
  'much text',
] satisfies (keyof typeof TEXTS)[];

/** A choice or a text of a fixed form is looked at as a whole, so that a few of them say it all. */
function textsFor({ free }: Field): [string, string][] {
  const few = [...NEVER_TAKEN, 'nothing', 'a script', 'a prototype'];
  return Object.entries(TEXTS).filter(([what]) => free || few.includes(what));
}

async function sampleOf({ id }: Operation): Promise<Sample> {
  return (samples[id] ?? assert.fail(id))(world);
}

function bodyOf({ input }: Sample): Record<string, unknown> {
  return input.body ?? {};
}

async function send(operation: Operation, { by, input }: Sample, body: object): Promise<Answer> {
  return by.call(operation, { ...input, body });
}

function otherTypes({ type, nullable }: Field): unknown[] {
  const others: unknown[] = [
    ...(type === 'boolean' ? [] : [true]),
    0.5,
    ...(type === 'number' ? [] : [1]),
    ...(nullable ? [] : [null]),
  ];
  if (type !== 'object') others.push({}, { length: 1 });
  if (type !== 'array') others.push([], ['a']);
  if (type !== 'string') others.push('text', '');
  return others;
}

function has(body: object, path: Path): boolean {
  return (
    path.reduce<unknown>(
      (at, step) => (at === null || typeof at !== 'object' ? undefined : Reflect.get(at, step)),
      body,
    ) !== undefined
  );
}

function same(one: Path, other: Path): boolean {
  return one.join('.') === other.join('.');
}
