import type { Refusal, RefusalCode } from '@latchkey/domain/refusal';
import type { MessageId } from '@latchkey/messages/catalogue';

/** What is wrong with a field, as a sentence with its facts. `quote`: what another program said about it, in its own words. */
export type Problem = { id: MessageId; facts?: Record<string, string | number>; quote?: string };
/** What is wrong in a form: by field, and what belongs to no field as the refusal of the whole. */
export type Problems<F extends string = string> = { fields: Partial<Record<F, Problem>>; whole: Refusal | undefined };

/** An issue of the contract's schema, as zod reports it. */
export type Issue = {
  code?: string | undefined;
  path: readonly PropertyKey[];
  message: string;
  input?: unknown;
};

const sentences = [
  'json',
  'email',
  'invalid',
  'link',
  'required',
  'smtp-url',
  'too-long',
  'unprintable',
  'unknown-field',
] as const;
type Word = (typeof sentences)[number];

/** The field that a refusal is about; of several names the first one that the form has. */
const fieldsOfRefusals: Partial<Record<RefusalCode, string | readonly string[]>> = {
  'wrong-password': ['current_password', 'password'],
  'company-name-differs': 'company_name',
  'address-is-yours': 'email',
  'password-breached': 'password',
  'password-too-long': 'password',
  'password-too-short': 'password',
  'password-too-simple': 'password',
  'set-up-code-wrong': 'code',
  'set-up-code-spent': 'code',
  'mail-server-refused': 'smtp_url',
  'already-a-member': 'email',
  'already-invited': 'email',
  'suspended-here': 'email',
};

/** The dotted path of a value in a body: `items.0.email`. */
function pathOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}

/** Where a path is shown: its own field, the field it was renamed to, or the field above it; nothing when the form has none. */
export function fieldOf<F extends string>(
  path: string,
  fields: readonly F[],
  renamed: Partial<Record<string, F>> = {},
): F | undefined {
  for (let at = path; at !== ''; at = at.includes('.') ? at.slice(0, at.lastIndexOf('.')) : '') {
    const field = renamed[at] ?? fields.find((name) => name === at);
    if (field !== undefined) return field;
  }
  return undefined;
}

/** The word of our catalogue for an issue of a schema. */
function wordOf(issue: Issue): Word {
  if (isWord(issue.message)) return issue.message;
  if (issue.code === 'too_big') return 'too-long';
  if (issue.code === 'too_small') return 'required';
  if (issue.code === 'unrecognized_keys') return 'unknown-field';
  return issue.input === undefined && issue.code === 'invalid_type' ? 'required' : 'invalid';
}

/** What the contract's schema found, beside the fields it concerns. An empty field is missing, whatever its shape would have to be. */
export function problemsOfIssues<F extends string>(
  issues: readonly Issue[],
  values: Readonly<Record<F, unknown>>,
  renamed?: Partial<Record<string, F>>,
): Problems<F> {
  const said = issues.map((issue) => ({ path: pathOf(issue.path), problem: wordOf(issue) }));
  return spread(said, values, renamed);
}

/** What the server said no to: beside the fields it concerns where the form has them, else on the form as a whole. */
export function problemsOfRefusal<F extends string>(
  refusal: Refusal,
  values: Readonly<Record<F, unknown>>,
  renamed?: Partial<Record<string, F>>,
): Problems<F> {
  if (refusal.code === 'invalid') return spread(refusal.problems, values, renamed);
  const names = [fieldsOfRefusals[refusal.code] ?? []].flat();
  const field = names.map((name) => fieldOf(name, Object.keys(values) as F[], renamed)).find((found) => found);
  if (field === undefined) return { fields: {}, whole: refusal };
  return { fields: one(field, problemOf(refusal)), whole: undefined };
}

function problemOf(refusal: Refusal): Problem {
  if (refusal.code !== 'mail-server-refused') return { id: `refusal.${refusal.code}`, facts: factsOf(refusal) };
  const { problem, quote } = refusal;
  return { id: `mail-problem.${problem}`, ...(quote === null ? {} : { quote }) };
}

function spread<F extends string>(
  said: readonly { path: string; problem: string }[],
  values: Readonly<Record<F, unknown>>,
  renamed?: Partial<Record<string, F>>,
): Problems<F> {
  const fields: Partial<Record<F, Problem>> = {};
  const homeless: { path: string; problem: string }[] = [];
  for (const { path, problem } of said) {
    const field = fieldOf(path, Object.keys(values) as F[], renamed);
    if (field === undefined) homeless.push({ path, problem });
    else
      fields[field] ??= { id: `problem.${values[field] === '' ? 'required' : isWord(problem) ? problem : 'invalid'}` };
  }
  return { fields, whole: homeless.length > 0 ? { code: 'invalid', problems: homeless } : undefined };
}

function one<F extends string>(field: F, problem: Problem): Partial<Record<F, Problem>> {
  return { [field]: problem } as Partial<Record<F, Problem>>;
}

/** The facts of a refusal that a sentence can name. */
export function factsOf(refusal: Refusal): Record<string, string | number> {
  const facts = Object.entries(refusal).filter(([name, value]) => name !== 'code' && typeof value !== 'object');
  return Object.fromEntries(facts);
}

function isWord(value: string): value is Word {
  return (sentences as readonly string[]).includes(value);
}
