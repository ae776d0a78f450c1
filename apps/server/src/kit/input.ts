import { MOST_ITEMS, type Operation } from '@latchkey/contract/operation';
import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { BadItem } from './bulk.ts';
import type { Call } from './call.ts';
import { invalidOf } from './problem.ts';
import { Refused } from './refused.ts';

/**
 * What a request brings for an operation, parsed by the contract. In a bulk call each line is parsed on its own, so that a bad one is
 * refused where it stands. Throws Refused when the whole is not what the contract asks for.
 */
export function inputOf(
  operation: Operation,
  request: FastifyRequest,
): Pick<Call, 'accountId' | 'params' | 'dryRun' | 'query' | 'body'> {
  const { account_id: accountId, ...params } = request.params as Record<string, string>;
  if (accountId !== undefined && !z.uuid().safeParse(accountId).success) throw new Refused({ code: 'not-found' });
  const { dry_run: dry, ...query } = request.query as Record<string, unknown>;
  const dryRun = dry === 'true';
  if (dry !== undefined && !(dryRun && operation.dryRun))
    throw new Refused({ code: 'invalid', problems: [{ path: 'dry_run', problem: 'invalid' }] });
  if (operation.params && !operation.params.safeParse(params).success) throw new Refused({ code: 'not-found' });
  return {
    accountId: accountId?.toLowerCase(),
    params,
    dryRun,
    query: parse(operation.query ?? NOTHING, query),
    body: bodyOf(operation, request.body ?? {}),
  };
}

const NOTHING = z.strictObject({});
const ANY_ITEMS = z.strictObject({ items: z.array(z.unknown()).min(1).max(MOST_ITEMS) });

function bodyOf(operation: Operation, body: unknown): Record<string, unknown> | undefined {
  if (operation.method === 'GET') return undefined;
  if (!operation.bulk) return parse(operation.body ?? NOTHING, body);
  const { items } = (operation.body ?? NOTHING).shape as unknown as { items: z.ZodArray<z.ZodObject> };
  const lines = parse(ANY_ITEMS, body)['items'] as unknown[];
  return { items: lines.map((line) => itemOf(items.element, line)) };
}

function itemOf(schema: z.ZodObject, item: unknown): object {
  const parsed = schema.safeParse(item, { reportInput: true });
  return parsed.success ? parsed.data : new BadItem(invalidOf(parsed.error));
}

function parse(schema: z.ZodObject, value: unknown): Record<string, unknown> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (!parsed.success) throw new Refused(invalidOf(parsed.error));
  return parsed.data;
}
