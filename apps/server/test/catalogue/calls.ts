import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { definers } from './definers.ts';
import type { Filled } from './fill.ts';
import { idsOf, isId, sidesIn } from './marks.ts';
import { attempt, undone, type Answer } from './session.ts';

type Parameter = { name: string; type: string };

/** A function of ours and how it is called. */
export type Routine = { name: string; call: string; parameters: Parameter[] };

/** A value for each parameter; ANY stands for a random one of the right type. */
export type Guess = { words: string; valueOf: (parameter: Parameter, isProof: boolean) => unknown };

const ANY = Symbol('anything');

/** The functions of ours that the asking role may call with more than its own rights; the others show nothing that its tables don't. */
export async function routinesFor(client: pg.Client): Promise<Routine[]> {
  const { rows } = await client.query<{ name: string; call: string; names: string[] | null; types: string[] }>(`
    select p.oid::regprocedure::text as name, p.oid::regproc::text as call, p.proargnames[1:p.pronargs] as names,
           array(select format_type(t.oid, null) from unnest(p.proargtypes) with ordinality as t (oid, place) order by place) as types
      from pg_proc p
     where p.pronamespace in ('public'::regnamespace, 'jobs'::regnamespace) and p.prosecdef and has_function_privilege(p.oid, 'execute')
       and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e') order by 1`);
  return rows.map(({ name, call, names, types }) => ({
    name,
    call,
    parameters: types.map((type, at) => ({ name: names?.[at] ?? '', type })),
  }));
}

/** Calls without a right proof: with nothing, with anything, and with every id of the other side. */
export function guessesAt(filled: Filled): Guess[] {
  const named = idsOf(filled, 'theirs').map((id): Guess => {
    const valueOf: Guess['valueOf'] = ({ type }, isProof) => (isProof ? ANY : ofThem(type, id, filled));
    return { words: `the id ${id}`, valueOf };
  });
  return [{ words: 'nothing', valueOf: () => null }, { words: 'anything', valueOf: () => ANY }, ...named];
}

/** Calls with every proof that our side has, beside every id of the other side. */
export function confusionsOf(filled: Filled): Guess[] {
  return proofsOf(filled).flatMap(({ of, value }) =>
    idsOf(filled, 'theirs').map((id) => ({
      words: `our ${of} beside the id ${id}`,
      valueOf: ({ type }: Parameter, isProof: boolean) => (isProof ? fitting(type, value) : ofThem(type, id, filled)),
    })),
  );
}

/** Calls with every proof that our side has, beside our own account. */
export function honestCalls(filled: Filled): Guess[] {
  return proofsOf(filled).map(({ of, value }) => ({
    words: `our ${of}`,
    valueOf: ({ type }, isProof) =>
      isProof ? fitting(type, value) : type === 'uuid[]' ? [filled.ours['account']?.['id']] : ANY,
  }));
}

/** Calls a routine inside a transaction, which goes on whatever comes of it. */
export function callAs(client: pg.Client, { name, call, parameters }: Routine, guess: Guess): Promise<Answer> {
  const marks = parameters.map(({ type }, at) => `$${at + 1}::${type}`).join(', ');
  const values = parameters.map((parameter) => {
    const value = guess.valueOf(parameter, isProof(name, parameter));
    return value === ANY ? anyOf(parameter.type) : value;
  });
  return attempt(client, `select * from ${call}(${marks})`, values);
}

/** The guesses that differ for this routine: an id makes no difference to one that takes none. */
export function differing({ name, parameters }: Routine, guesses: Guess[]): Guess[] {
  const calls = guesses.map((guess): [string, Guess] => {
    const values = parameters.map((parameter) => guess.valueOf(parameter, isProof(name, parameter)));
    return [JSON.stringify(values.map((value) => (value === ANY ? 'anything' : [value]))), guess];
  });
  return [...new Map(calls.toReversed()).values()].toReversed();
}

/** Calls of the app for `accountId` that give a row of the other side. What a function gives by its nature is listed. */
export async function wrongAnswers(
  app: pg.Client,
  filled: Filled,
  guesses: Guess[],
  accountId?: string,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const routine of (await routinesFor(app)).filter(({ name }) => definers[name]?.gives === undefined)) {
    for (const guess of differing(routine, guesses)) {
      const answer = await undone(app, accountId, () => callAs(app, routine, guess));
      if ('rows' in answer && sidesIn(answer.rows, filled).includes('theirs'))
        wrong.push(`${routine.name} gives theirs for ${guess.words}`);
      // A function may refuse a senseless call, but it must have been called.
      if ('code' in answer && answer.code.startsWith('42')) wrong.push(`${routine.name} ends with ${answer.code}`);
    }
  }
  return wrong;
}

function isProof(routine: string, { name }: Parameter): boolean {
  return definers[routine]?.proofs?.includes(name) ?? false;
}

function proofsOf(filled: Filled): { of: string; value: unknown }[] {
  return Object.entries(filled.ours).flatMap(([table, row]) =>
    Object.entries(row)
      .filter(([column]) => ['id', 'password_hash', 'token_hash'].includes(column))
      .map(([column, value]) => ({ of: `${table}.${column}`, value })),
  );
}

/** A proof of ours where it is of the parameter's kind; otherwise anything. */
function fitting(type: string, value: unknown): unknown {
  const kind = Buffer.isBuffer(value) ? 'bytea' : isId(value) ? 'uuid' : 'text';
  if (type === `${kind}[]`) return [value];
  return type === kind ? value : ANY;
}

function ofThem(type: string, id: string, filled: Filled): unknown {
  if (type === 'uuid') return id;
  if (type === 'uuid[]') return [id];
  return type === 'text' ? filled.theirs['person']?.['email'] : ANY;
}

function anyOf(type: string): unknown {
  switch (type) {
    case 'uuid':
    case 'text':
      return randomUUID();
    case 'uuid[]':
      return [randomUUID()];
    case 'bytea':
      return randomBytes(32);
    case 'bytea[]':
      return [randomBytes(32)];
    case 'integer':
      return 10;
    case 'boolean':
      return false;
    case 'jsonb':
      return JSON.stringify({ id: randomUUID() });
    case 'date':
    case 'timestamp with time zone':
      return new Date();
    default:
      throw new Error(`nobody has thought of a value of type ${type} yet`);
  }
}
