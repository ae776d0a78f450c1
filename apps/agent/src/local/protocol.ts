import {
  flag,
  line,
  list,
  misshapen,
  nullable,
  object,
  oneOf,
  type Shape,
  type Shaped,
  token,
  uuid,
} from '@latchkey/wire/link-shape';

/** What is said on the local socket: one JSON object a line, at most so many UTF-16 units, one question and one answer a connection. */
export const MAX_LINE = 64 * 1024;

const LONGEST_CODE = 1_000;
const MOST_PEOPLE = 200;

const code: Shape<string> = (value) =>
  typeof value === 'string' && value.length <= LONGEST_CODE && value.isWellFormed() ? value : misshapen;

const asked = {
  status: object({ ask: oneOf('status') }),
  end: object({ ask: oneOf('end') }),
  'set-code': object({
    ask: oneOf('set-code'),
    code,
    whose: nullable(object({ person_id: uuid, grant_id: nullable(uuid) })),
  }),
  remove: object({ ask: oneOf('remove') }),
};

/** A question to the running agent. */
export type Question = Shaped<(typeof asked)[keyof typeof asked]>;

const named = object({ ask: oneOf('status', 'end', 'set-code', 'remove') });
const refusedShape = object({ why: line });

/** How a running agent is: in touch with its server or not, with a code or not, and who is in. */
export const statusShape = object({
  account: line,
  server: token(2_048),
  is_up: flag,
  has_code: flag,
  present: list(object({ name: line, control: flag }), MOST_PEOPLE),
});
export type Status = Shaped<typeof statusShape>;

/** Reads a question; nothing for everything that is none. */
export function readQuestion(text: string): Question | undefined {
  const value = parsed(text);
  const name = named(value);
  if (name === misshapen) return undefined;
  const question = asked[name.ask](value);
  return question === misshapen ? undefined : question;
}

/** Reads an answer: its value, or why there is none; nothing for everything that is neither. */
export function readAnswer(text: string): { value: unknown } | { why: string } | undefined {
  const answer = parsed(text);
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return undefined;
  if (answer.ok === true) return { value: 'value' in answer ? answer.value : undefined };
  const refused = refusedShape(answer);
  return refused === misshapen ? undefined : refused;
}

function parsed(text: string): unknown {
  try {
    return text.length <= MAX_LINE ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
