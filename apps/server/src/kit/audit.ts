import { randomBytes } from 'node:crypto';
import { personalFields, secretFields } from '@latchkey/contract/shapes';
import { sql } from 'kysely';
import { type Began, type Db, inTransaction } from './db.ts';
import type { Asked, Member, Note } from './operation.ts';
import { uuidv7 } from './secrets.ts';

/** Who an audit row names as actor, with what is personal about them. */
export type Actor = {
  kind: 'member' | 'operator' | 'system';
  id: string | null;
  personal: object;
  /** The API token it was done with. */
  token_id?: string | undefined;
};

/** A member as actor, with what is personal about them. */
export function actorOf(me: Member, { address }: Pick<Asked, 'address'>): Actor {
  return {
    kind: 'member',
    id: me.member_id,
    token_id: me.token_id,
    personal: { name: me.name, email: me.email, address },
  };
}

export type AuditEntry = { act: string; input: object; reply: object; note: Note };

const secret = new Set<string>(secretFields);
const personal = new Set<string>(personalFields);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Writes one audit row an entry in the transaction of the act: it stands if and only if the act does. Secrets are left out; personal
 * values stand beside the row, which keeps only their salted hash (U2).
 */
export async function writeAudit(
  { tx, now }: Began,
  accountId: string,
  actor: Actor,
  entries: AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => rowOf(entry, actor, now));
  await sql`
    with entry as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as e (id uuid, act text, targets uuid[], before jsonb, after jsonb, personal jsonb, salt text)
    ), main as (
      insert into audit (account_id, id, at, act, actor_kind, actor_id, token_id, targets, before, after, personal_hash)
      select ${accountId}::uuid, id, ${now}, act, ${actor.kind}, ${actor.id}::uuid, ${actor.token_id ?? null}::uuid, targets, before, after,
             sha256(decode(salt, 'hex') || convert_to(personal::text, 'UTF8'))
        from entry
    ), whom as (
      insert into audit_target (account_id, target_id, at, audit_id)
      select ${accountId}::uuid, target, ${now}, id from entry cross join lateral unnest(targets) as target
    )
    insert into audit_personal (account_id, audit_id, salt, "values")
    select ${accountId}::uuid, id, decode(salt, 'hex'), personal from entry`.execute(tx);
}

const DAYS_AHEAD = 400;

/** Makes the audit log's monthly partitions for more than a year ahead. */
export async function makeAuditPartitions(db: Db): Promise<void> {
  await inTransaction(db, {}, ({ tx }) =>
    sql`select make_audit_partitions(current_date + ${DAYS_AHEAD}::integer)`.execute(tx),
  );
}

function rowOf(entry: AuditEntry, actor: Actor, now: Date) {
  const fields = Object.entries(entry.input).filter(([name]) => !secret.has(name));
  const kept = Object.fromEntries(fields.filter(([name]) => !personal.has(name)));
  const aside = Object.fromEntries(fields.filter(([name]) => personal.has(name)));
  return {
    id: uuidv7(now),
    act: entry.act,
    targets: [...new Set([...idsIn(entry.input), ...idsIn(entry.reply), ...(entry.note.targets ?? [])])],
    before: entry.note.before ?? null,
    after: { ...kept, ...entry.note.after },
    personal: { actor: actor.personal, ...aside, ...entry.note.personal },
    salt: randomBytes(16).toString('hex'),
  };
}

/** The ids of rows that fields named `…_id` hold. */
function idsIn(fields: object): string[] {
  return Object.entries(fields)
    .filter(([name, value]) => name.endsWith('_id') && typeof value === 'string' && UUID.test(value))
    .map(([, value]) => value as string);
}
