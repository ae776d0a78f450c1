import assert from 'node:assert/strict';
import { refusalStatus } from '@latchkey/contract/refusals';
import type { RefusalCode } from '@latchkey/domain/refusal';
import { catalogueOf } from '@latchkey/messages/catalogue';
import type { Answer } from '../server.ts';
import type { Path } from './fields.ts';

type Problem = { code: string; problems?: { path: string; problem: string }[] };

const sentences: Readonly<Record<string, string>> = await catalogueOf('en');

/**
 * A refusal of the input that names the field at this path, and if given, what is wrong with it. A line of a bulk call is refused on its
 * own (I1), with paths that begin in the line.
 */
export function assertInvalid(answer: Answer, path: Path, problem?: string): void {
  const said = `${path.join('.')}: ${JSON.stringify(answer.body)}`;
  const isLine = path[0] === 'items' && typeof path[1] === 'number';
  const refusal = isLine ? lineOf(answer, path[1] as number) : (answer.body as Problem);
  assert.deepEqual([answer.status, refusal?.code], [isLine ? 200 : 400, 'invalid'], said);
  if (!isLine) assertKnown(answer, said);
  const wanted = path.slice(isLine ? 2 : 0).join('.');
  const found = refusal?.problems?.find((one) => one.path.startsWith(wanted));
  assert.ok(found, said);
  if (problem !== undefined) assert.equal(found.problem, problem, said);
}

function lineOf({ body }: Answer, index: number): Problem | undefined {
  const lines = (body['results'] ?? []) as { index: number; refusal?: Problem }[];
  return lines.find((line) => line.index === index)?.refusal;
}

/** Done, or a refusal that says so in the one form there is. */
export function assertKnown(answer: Answer, what: string): void {
  const said = `${what}: ${answer.status} ${JSON.stringify(answer.body)}`;
  if (answer.status < 300) return;
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/, said);
  assert.ok(answer.status >= 400 && answer.status < 500, said);
  assert.equal(answer.status, refusalStatus[answer.body['code'] as RefusalCode], said);
  assertSaid(answer.body as Problem, said);
}

/** Every word of what is wrong has a sentence. */
export function assertSaid(problem: Problem, what: string): void {
  for (const one of problem.problems ?? []) assert.ok(`problem.${one.problem}` in sentences, `${what}: ${one.problem}`);
}
