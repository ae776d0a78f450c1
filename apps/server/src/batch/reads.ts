import { type batchActs, type computerBatchActs, listBatches, readBatch } from '@latchkey/contract/batch';
import { extentOf } from '@latchkey/domain/limited';
import { sql } from 'kysely';
import { totalOf } from '../kit/cursor.ts';
import type { Tx } from '../kit/db.ts';
import { amongUsers } from '../kit/limited.ts';
import { type Member, read } from '../kit/operation.ts';
import { actsFor, asStarter, isTheirs, type Starter } from './visible.ts';

const MOST_LISTED = 50;
const LISTED_HOURS = 24;
/** How many members or computers are named for a reason. */
const MOST_NAMED = 10;

type Row = {
  id: string;
  about: Starter['about'];
  act: (typeof batchActs)[number] | (typeof computerBatchActs)[number];
  state: 'running' | 'done' | 'stopped';
  total: number;
  done: number;
  refused: number;
  made_at: Date;
  ended_at: Date | null;
};

const COLUMNS = sql`b.id, b.about, b.act, b.state, b.total, b.done, b.refused, b.made_at, b.ended_at`;

export const one = read(readBatch, async ({ tx, me, params }) => {
  const { rows } = await sql<Row & Starter>`
    select ${COLUMNS}, b.member_id, ${asStarter} as starter
      from batch b join member m on m.account_id = b.account_id and m.id = b.member_id
     where b.account_id = ${me.account_id} and b.id = ${params.batch_id}`.execute(tx);
  const [row] = rows;
  if (!row || !isTheirs(me, row)) return { code: 'not-found' };
  const { member_id: _, starter: __, ...batch } = row;
  const refusals = await refusalsOf(tx, me, [batch.id]);
  return wired(batch, refusals);
});

export const list = read(listBatches, async ({ tx, now, me, query }) => {
  const { rows } = await sql<Row & { counted: number }>`
    select ${COLUMNS}, count(*) over ()::integer as counted from batch b
     where b.account_id = ${me.account_id} and b.member_id = ${me.member_id} and b.act = any (${actsFor(me, query.about)}::text[])
       and b.made_at > ${now}::timestamptz - make_interval(hours => ${LISTED_HOURS})
     order by b.made_at desc, b.id desc limit ${MOST_LISTED}`.execute(tx);
  const refusals = await refusalsOf(
    tx,
    me,
    rows.map(({ id }) => id),
  );
  const items = rows.map(({ counted: _, ...batch }) => wired(batch, refusals));
  return { items, total: totalOf(rows[0]?.counted ?? 0) };
});

type Refusals = {
  batch_id: string;
  code: string;
  count: number;
  first: { member_id: string | null; computer_id: string | null; name: string }[];
};

/** Why lines were refused, counted, with whom or what it met first; of users, who may not see them is told the numbers. */
async function refusalsOf(tx: Tx, me: Member, ids: string[]): Promise<Refusals[]> {
  const extent = extentOf(me, 'users.view');
  const { rows } = await sql<Refusals>`
    select l.batch_id, l.outcome as code, count(*)::integer as count,
           coalesce(jsonb_agg(jsonb_build_object('member_id', m.id, 'computer_id', c.id, 'name', coalesce(c.name, m.sort_name)) order by l.nth)
             filter (where c.id is not null or m.id is not null and ${extent !== undefined}), '[]') as first
      from (select batch_id, outcome, member_id, computer_id, row_number() over (partition by batch_id, outcome order by place) as nth
              from batch_line
             where account_id = ${me.account_id} and batch_id = any (${ids}::uuid[]) and outcome is not null and outcome <> 'done') l
      left join member m on m.account_id = ${me.account_id} and m.id = l.member_id and l.nth <= ${MOST_NAMED} ${amongUsers(extent?.users ?? null, 'm')}
      left join computer c on c.account_id = ${me.account_id} and c.id = l.computer_id and l.nth <= ${MOST_NAMED}
     group by l.batch_id, l.outcome order by count(*) desc, l.outcome`.execute(tx);
  return rows;
}

function wired({ made_at, ended_at, ...batch }: Row, refusals: Refusals[]) {
  const own = refusals.filter(({ batch_id }) => batch_id === batch.id);
  return {
    ...batch,
    made_at: made_at.toISOString(),
    ended_at: ended_at?.toISOString() ?? null,
    refusals: own.map(({ batch_id: _, ...refusal }) => refusal),
  };
}
