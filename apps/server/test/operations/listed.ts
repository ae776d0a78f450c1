import assert from 'node:assert/strict';
import { listMembers } from '@latchkey/contract/member';
import { memberIdOf, type Company } from '../people.ts';

/** A member as the database keeps them; what is said of an invitation is of the open one. */
export type Kept = {
  id: string;
  email: string;
  name: string;
  status: string;
  role: string;
  role_id: string | null;
  made_at: Date;
  last_entered_at: Date | null;
  mail: string | null;
  expired: boolean;
  /** Microseconds, which is what the database keeps; the list sorts by them. */
  made_us: number;
  entered_us: number | null;
};

/** What a list is asked for, as it stands in the address of the page. */
export type Asked = {
  status?: string;
  role?: string;
  role_id?: string;
  search?: string;
  mail?: string;
  sort?: string;
  order?: string;
};

export type Listed = {
  id: string;
  email: string;
  name: string;
  status: string;
  made_at: string;
  inactive: boolean;
  invited_by: string | null;
};
export type Page = { items: Listed[]; next_cursor: string | null; total: { count: number; more: boolean } };

const FIRST = ['Anna', 'Émile', 'Günther', 'Łukasz', 'Maria', 'Ömer', 'Zoë', 'Søren', 'ВАЛЯ', 'Ελένη'];
const LAST = ['Müller', 'Weiß', 'García', 'O’Brien', '100%_Sure', 'Back\\slash', 'de Vries', 'Jørgensen', 'Quispe'];

/**
 * Puts so many members into an account, the same ones every time: every status and role, many of one name and of one moment,
 * some removed, some who never entered; the invited ones with invitations open, ended and expired, and mails in every state.
 * After the first few thousand they are invited or removed, and nothing hangs on them: what makes a list long is made quickly.
 */
export async function fillAccount(into: Company, count: number): Promise<void> {
  const inviter = await memberIdOf(into.holder, into.accountId);
  // Nobody tidies away meanwhile what has expired.
  await into.server
    .look(`create or replace function accounts_with_expired_invitations(at timestamptz) returns setof uuid language sql
    as 'select null::uuid where false'`);
  await into.server.look(PEOPLE, [into.accountId, inviter, count, FIRST, LAST]);
  await into.server.look('analyze');
}

/** Gives a quarter of the Members of an account one custom role and a few another, of these ids. */
export async function giveRoles({ server, accountId }: Company, [many, few]: readonly string[]): Promise<void> {
  await server.look(
    `insert into custom_role (account_id, id, name, name_key, made_at) select $1, id, id::text, id::text, now() from unnest(array[$2, $3]::uuid[]) id`,
    [accountId, many, few],
  );
  await server.look(
    `update member set role_id = case when left(md5(id::text), 1) = '0' then $3::uuid else $2 end
      where account_id = $1 and role = 'member' and status <> 'removed' and left(md5(id::text), 1) in ('0', '1', '2', '3', '4')`,
    [accountId, many, few],
  );
}

/** Everybody of an account, in the order of names that the database has without any index of ours. */
export function keptIn({ server, accountId }: Company): Promise<Kept[]> {
  return server.look<Kept>(
    `select m.id, m.email, m.name, m.status, m.role, m.role_id, m.made_at, m.last_entered_at, l.state as mail, coalesce(i.expires_at <= now(), false) as expired,
            (extract(epoch from m.made_at) * 1e6)::float8 as made_us, (extract(epoch from m.last_entered_at) * 1e6)::float8 as entered_us
       from member m
       left join invitation i on i.account_id = m.account_id and i.member_id = m.id and i.ending is null
       left join mail l on l.kind = 'invitation' and l.subject_id = i.id and l.generation = i.generation
      where m.account_id = $1 order by (case when m.name = '' then m.email else m.name end) collate "und-x-icu", m.id`,
    [accountId],
  );
}

/** One page of the users list, which the account's admin may see. */
export async function pageOf(of: Company, asked: Asked, more: { limit?: number; cursor?: string } = {}): Promise<Page> {
  const query = Object.fromEntries(Object.entries({ ...asked, ...more }).map(([name, value]) => [name, String(value)]));
  const answer = await of.admin.call(listMembers, { params: { account_id: of.accountId }, query });
  assert.equal(answer.status, 200, JSON.stringify([asked, answer.body]));
  return answer.body as unknown as Page;
}

/** All pages of a list, one after the other; every page but the last must be full, and the count the same on all. */
export async function everyPage(of: Company, asked: Asked, limit = 200): Promise<Pick<Page, 'items' | 'total'>> {
  const items: Listed[] = [];
  let page = await pageOf(of, asked, { limit });
  const { total } = page;
  for (;;) {
    items.push(...page.items);
    if (page.next_cursor === null) return { items, total };
    assert.equal(page.items.length, limit, JSON.stringify(asked));
    page = await pageOf(of, asked, { limit, cursor: page.next_cursor });
    assert.deepEqual(page.total, total, JSON.stringify(asked));
  }
}

const PEOPLE = `
  with listed as materialized (
    select g, ('0199' || lpad(to_hex(g), 8, '0') || '70008' || left(md5($1::text || g), 15))::uuid as id, gen_random_uuid() as person_id,
           gen_random_uuid() as invitation_id, 'u' || g || '@' || (array['sales', 'lab', 'home'])[1 + g % 3] || '.example.test' as email,
           case when g % 7 = 0 then '' else ($4::text[])[1 + g % 10] || ' ' || ($5::text[])[1 + g / 10 % 9] end as name,
           case when g % 25 = 0 then 'removed' when g % 10 < 6 and g <= 5000 then 'active' when g % 10 < 9 or g > 5000 then 'invited' else 'suspended' end as status,
           case when g % 400 = 1 then 'super_admin' when g % 40 = 2 then 'admin' else 'member' end as role,
           date_trunc('second', now()) - make_interval(days => 1 + g * 7 % 500) as made_at
      from generate_series(1, $3::integer) g
  ), people as (
    insert into person (id, email, name, password_hash, language, made_at, password_changed_at)
    select person_id, left(md5($1::text), 8) || email, name, 'none', 'en', made_at, made_at from listed where status in ('active', 'suspended')
  ), members as (
    insert into member (account_id, id, person_id, email, name, status, role, made_at, last_entered_at, removed_at)
    select $1::uuid, id, case when status in ('active', 'suspended') then person_id end, email, name, status, role, made_at,
           case when status <> 'invited' and g % 8 > 0 then least(now(), made_at + make_interval(days => g % 150, secs => g % 3 * 0.000001)) end,
           case when status = 'removed' then now() end
      from listed
  ), invitations as (
    insert into invitation (account_id, id, member_id, invited_by, language, generation, made_at, sent_at, expires_at, ending, ended_at)
    select $1::uuid, case nth when 1 then invitation_id else gen_random_uuid() end, id, $2::uuid, 'en', 2, made_at, made_at,
           case when g % 7 = 0 then now() - interval '1 minute' else now() + interval '9 days' end,
           case nth when 2 then 'withdrawn' end, case nth when 2 then now() end
      from listed cross join generate_series(1, 2) nth where status = 'invited' and g <= 5000
  )
  insert into mail (id, account_id, kind, event_id, subject_id, generation, recipient, language, state, made_at)
  select gen_random_uuid(), $1::uuid, 'invitation', 'invitation:' || invitation_id || ':' || generation, invitation_id, generation, email, 'en',
         case when generation = 1 or g % 150 = 7 then 'bounced' when g % 9 = 0 then 'waiting' when g % 11 = 0 then 'no_mail_server' else 'sent' end, made_at
    from listed cross join generate_series(1, 2) generation where status = 'invited' and g <= 5000`;
