import type { Operation } from '@latchkey/contract/operation';
import { type Answer, TestBrowser, type TestServer } from '../server.ts';

/** What went over the wire: every reply's body, with the operation it answered, and every cookie that was ever set. */
export type Heard = { replies: { operation: string; text: string }[]; cookies: Set<string> };

/** A browser that writes down what it is told. */
export class ListeningBrowser extends TestBrowser {
  readonly heard: Heard;
  private asked = '';
  constructor(server: TestServer, heard: Heard) {
    super(server);
    this.heard = heard;
  }

  override async call(operation: Operation, input: Parameters<TestBrowser['call']>[1] = {}): Promise<Answer> {
    this.asked = operation.id;
    return super.call(operation, input);
  }

  override async send(...asked: Parameters<TestBrowser['send']>): Promise<Answer> {
    const answer = await super.send(...asked);
    this.heard.replies.push({ operation: this.asked, text: JSON.stringify(answer.body) });
    for (const value of this.cookies.values()) this.heard.cookies.add(value);
    return answer;
  }
}

/** From now on every version of every row of every table is kept, so that what stood there for a moment only is found too. */
export async function keepEveryVersion(server: TestServer): Promise<void> {
  await server.look('create schema kept');
  await server.look('create table kept.version (of text, row text)');
  await server.look(`
    create function kept.keep() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
    begin
      insert into kept.version values (tg_table_schema || '.' || tg_table_name, new::text);
      return null;
    end $$`);
  await server.look(`
    do $$
    declare
      one regclass;
    begin
      for one in select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  where c.relkind = 'r' and n.nspname in ('public', 'jobs', 'graphile_worker') loop
        execute format('create trigger zz_keep after insert or update on %s for each row execute function kept.keep()', one);
      end loop;
    end $$`);
}

/** Every row of every table that is no system table, and every version kept: bytes as hexadecimal digits. */
export async function everyRow(server: TestServer): Promise<{ of: string; row: string }[]> {
  const tables = await server.look<{ name: string }>(`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'kept') and n.nspname !~ '^pg_t'`);
  const looks = tables.map(({ name }) => `select '${name}' as of, t::text as row from ${name} t`);
  return server.look([...looks, 'select v.of, v.row from kept.version v'].join(' union all '));
}

/** Every way in which a secret may stand somewhere without being meant to. */
export function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const decoded = /^[\w-]{43}$/.test(secret) ? [Buffer.from(secret, 'base64url').toString('hex')] : [];
  return [
    secret,
    bytes.toString('hex'),
    bytes.toString('base64').replaceAll('=', ''),
    bytes.toString('base64url'),
    encodeURIComponent(secret),
    Array.from(secret).toReversed().join(''),
    ...decoded,
  ];
}
