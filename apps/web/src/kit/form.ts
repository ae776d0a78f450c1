import type { BodyInput, Operation, Reply } from '@latchkey/contract/operation';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useId, useRef, useState, type FormEvent } from 'react';
import { RefusedError } from './call.ts';
import { bodySchemaOf } from './deferred-schema.ts';
import { newKeys } from './once.ts';
import { problemsOfIssues, problemsOfRefusal, type Problem, type Problems } from './problem.ts';
import { CancelledError } from './proof.ts';
import { followUp, perform, useAccountId, type Noun } from './query.ts';
import type { Given } from './request.ts';

/** What a form holds while it is being typed: plain strings and ticks by field name. */
export type Values = Record<string, string | boolean>;

export type FormPlan<O extends Operation, V extends Values> = {
  operation: O;
  start: V;
  /** The body that the values make; left out where they are the body already. */
  toBody?: (values: V) => BodyInput<O>;
  /** Fields that the body knows by another path: `{ 'mail.smtp_url': 'host' }`. */
  renamed?: Partial<Record<string, keyof V & string>>;
  /** Rules of the screen beyond the contract's schema. */
  check?: (values: V) => Partial<Record<keyof V & string, Problem>>;
  params?: Record<string, string>;
  /** Nouns that this changes besides the operation's own. */
  changes?: readonly Noun[];
  onDone: (reply: Reply<O>, values: V) => void | Promise<void>;
  /** Hears what was wrong with it, before the faulty field is focused: for forms in several steps. */
  onFaulty?: (faulty: readonly (keyof V & string)[], error: unknown) => void;
};

export type FormState<V extends Values> = {
  values: V;
  /** The faulty fields, with the sentence for each. */
  problems: Partial<Record<keyof V & string, Problem>>;
  /** What was thrown that belongs to no field. */
  error: unknown;
  isSending: boolean;
  set: <F extends keyof V & string>(field: F, value: V[F]) => void;
  submit: (event?: FormEvent) => void;
  /** Looks at some fields only, for a form in several steps: shows what is wrong with them and says whether anything is. */
  isFaulty: (fields: readonly (keyof V & string)[]) => boolean;
  /** Shows what another call threw, as if the form itself had been refused. */
  blame: (error: unknown) => void;
  idOf: (field: keyof V & string) => string;
  /** For the form element. */
  attach: (element: HTMLFormElement | null) => void;
};

/**
 * A form that performs an operation: checked with the contract's own schema before it is sent, problems beside their fields,
 * the first faulty field focused. Whatever goes wrong, what was typed stays.
 */
export function useForm<O extends Operation, const V extends Values>(plan: FormPlan<O, V>): FormState<Widened<V>> {
  type W = Widened<V>;
  const widened = plan as unknown as FormPlan<O, W>;
  const send = useSender<O, W>(widened);
  const id = useId();
  const [values, setValues] = useState(plan.start as unknown as W);
  const [{ problems, error, turn }, setOutcome] = useState<Outcome<W>>({ problems: {}, error: undefined, turn: 0 });
  const [isSending, setSending] = useState(false);

  const attach = useElement(plan.operation, turn);

  const conclude = (outcome: Omit<Outcome<W>, 'turn'>) => {
    const faulty = Object.keys(outcome.problems) as (keyof W & string)[];
    if (faulty.length > 0 || outcome.error !== undefined) widened.onFaulty?.(faulty, outcome.error);
    setOutcome(({ turn: before }) => ({ ...outcome, turn: before + 1 }));
  };
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (isSending) return;
    setSending(true);
    void send(values).then((outcome) => {
      conclude(outcome);
      setSending(false);
    });
  };
  const set: FormState<W>['set'] = (field, value) => {
    setValues((before) => ({ ...before, [field]: value }));
    setOutcome((before) =>
      field in before.problems ? { ...before, problems: without(before.problems, field) } : before,
    );
  };
  const isFaulty: FormState<W>['isFaulty'] = (fields) => {
    const found = problemsBefore(widened, values).fields;
    const faulty = fields.filter((field) => found[field] !== undefined);
    const problems = Object.fromEntries(faulty.map((field) => [field, found[field]])) as FormState<W>['problems'];
    setOutcome(({ turn }) => ({ problems, error: undefined, turn: turn + 1 }));
    return faulty.length > 0;
  };
  const blame = (thrown: unknown) => conclude(outcomeOfError(widened, values, thrown));
  return { values, problems, error, isSending, set, submit, isFaulty, blame, attach, idOf: (field) => `${id}${field}` };
}

const FAULTY = ['input', 'textarea', 'select'].map((name) => `${name}[aria-invalid="true"]`).join();

/** Literal start values mean their type: '' is any string, false any tick. */
type Widened<V extends Values> = { -readonly [F in keyof V]: V[F] extends string ? string : boolean };
type Outcome<V extends Values> = { problems: FormState<V>['problems']; error: unknown; turn: number };

/** For the form element: every turn focuses its first faulty field, and who goes into it is about to need the schema of what it sends. */
function useElement(operation: Operation, turn: number) {
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (turn > 0) element.current?.querySelector<HTMLElement>(FAULTY)?.focus();
  }, [turn]);
  return useCallback(
    (form: HTMLFormElement | null) => {
      element.current = form;
      form?.addEventListener('focusin', () => void bodySchemaOf(operation).catch(() => {}), { once: true });
    },
    [operation],
  );
}

function useSender<O extends Operation, V extends Values>(plan: FormPlan<O, V>) {
  const client = useQueryClient();
  const accountId = useAccountId();
  const [keys] = useState(() => newKeys(() => crypto.randomUUID()));
  return async (values: V): Promise<Omit<Outcome<V>, 'turn'>> => {
    const body = bodyOf(plan, values);
    // Without it the server's own look has to do.
    await bodySchemaOf(plan.operation).catch(() => {});
    const found = problemsBefore(plan, values);
    if (Object.keys(found.fields).length > 0 || found.whole !== undefined) return outcomeOf(found);
    try {
      const scoped = plan.operation.scope === 'account' ? { accountId } : {};
      const once = plan.operation.idempotent ? { idempotencyKey: keys.keyFor(body) } : {};
      const given = { ...scoped, ...once, params: plan.params, body };
      const reply = await perform(plan.operation, given as unknown as Given<O>);
      keys.answered();
      const nouns = [nounOf(plan.operation), ...(plan.changes ?? [])];
      await followUp(client, { accountId, nouns }, () => plan.onDone(reply, values));
      return { problems: {}, error: undefined };
    } catch (error) {
      if (error instanceof CancelledError) return { problems: {}, error: undefined };
      if (!(error instanceof RefusedError)) return { problems: {}, error };
      keys.answered();
      return outcomeOf(problemsOfRefusal(error.refusal, values as Record<keyof V & string, unknown>, plan.renamed));
    }
  };
}

function outcomeOfError<O extends Operation, V extends Values>(plan: FormPlan<O, V>, values: V, error: unknown) {
  if (!(error instanceof RefusedError)) return { problems: {}, error };
  const named = values as Record<keyof V & string, unknown>;
  return outcomeOf<V>(problemsOfRefusal(error.refusal, named, plan.renamed));
}

function bodyOf<O extends Operation, V extends Values>(plan: FormPlan<O, V>, values: V): unknown {
  return plan.toBody === undefined ? values : plan.toBody(values);
}

function problemsBefore<O extends Operation, V extends Values>(plan: FormPlan<O, V>, values: V) {
  const parsed = plan.operation.body?.safeParse(bodyOf(plan, values), { reportInput: true });
  const issues = parsed?.error?.issues ?? [];
  const found = problemsOfIssues(issues, values as Record<keyof V & string, unknown>, plan.renamed);
  return { ...found, fields: { ...plan.check?.(values), ...found.fields } };
}

function outcomeOf<V extends Values>({ fields, whole }: Problems<keyof V & string>): Omit<Outcome<V>, 'turn'> {
  return { problems: fields, error: whole === undefined ? undefined : new RefusedError(whole) };
}

function without<V extends Values>(problems: FormState<V>['problems'], field: string): FormState<V>['problems'] {
  return Object.fromEntries(Object.entries(problems).filter(([name]) => name !== field)) as FormState<V>['problems'];
}

function nounOf(operation: Pick<Operation, 'id'>): Noun {
  return operation.id.slice(0, operation.id.indexOf('.'));
}
