import { type NoticeKind, refuseNotice } from '@latchkey/domain/notice';
import { sql } from 'kysely';
import type { Config } from '../config.ts';
import { inTransaction } from '../kit/db.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { StartRefusal } from '../kit/start-refusal.ts';
import { operatorName, withOperatorKit } from './installation.ts';

export type NewNotice = { kind: NoticeKind; text: string; startsAt: Date | null; endsAt: Date | null };

/** Posts a notice, which is its own record of who posted it. Gives the lines to print. Throws StartRefusal when its times make no sense. */
export function postNotice(config: Config, { kind, text, startsAt, endsAt }: NewNotice): Promise<string[]> {
  return withOperatorKit(config, (kit) =>
    inTransaction(kit.db, {}, async ({ tx, now }) => {
      if (refuseNotice({ starts_at: startsAt, ends_at: endsAt }, now))
        throw new StartRefusal('A notice ends after it begins, and not in the past: change --until.');
      const notice = { id: uuidv7(now), kind, text, starts_at: startsAt, ends_at: endsAt };
      await tx
        .insertInto('notice')
        .values({ ...notice, made_at: now, posted_as: operatorName() })
        .execute();
      return [`Posted. To end it: npm run latchkey -- notice end ${notice.id}`, ...timesOf(notice)];
    }),
  );
}

type Row = { id: string; kind: NoticeKind; text: string; starts_at: Date | null; ends_at: Date | null; state: string };

/** Lists the notices that are shown or planned, or all of them, the newest first. Gives the lines to print. */
export function listNotices(config: Config, all: boolean): Promise<string[]> {
  return withOperatorKit(config, (kit) =>
    inTransaction(kit.db, { mode: 'read' }, async ({ tx, now }) => {
      const { rows } = await sql<Row>`
        select * from (select n.id, n.kind, n.text, n.starts_at, n.ends_at, notice_state(n, ${now}) as state from notice n) listed
         where ${all} or state <> 'over' order by id desc`.execute(tx);
      return rows.length === 0 ? ['There is no notice.'] : rows.flatMap(linesOf);
    }),
  );
}

/** Ends a notice. Gives the lines to print. Throws StartRefusal when there is none of that id that is not over. */
export function endNotice(config: Config, id: string): Promise<string[]> {
  return withOperatorKit(config, (kit) =>
    inTransaction(kit.db, {}, async ({ tx, now }) => {
      const { numAffectedRows } = await sql`
        update notice n set ended_at = ${now}, ended_as = ${operatorName()}
         where n.id = ${id} and notice_state(n, ${now}) <> 'over'`.execute(tx);
      if (numAffectedRows !== 1n) throw new StartRefusal('There is no such notice, or it is over already.');
      return ['Ended. Nobody is shown it any more.'];
    }),
  );
}

function linesOf(row: Row): string[] {
  const [first = '', ...more] = row.text.split('\n');
  const lines = [first, ...more, ...timesOf(row)].map((line) => `    ${line}`);
  return [`${row.id}  ${row.state}  ${row.kind}`, ...lines];
}

function timesOf({ starts_at, ends_at }: Pick<Row, 'starts_at' | 'ends_at'>): string[] {
  const from = starts_at === null ? '' : `From ${starts_at.toISOString()}`;
  const until = ends_at === null ? '' : `until ${ends_at.toISOString()}`;
  const times = [from, until].filter((part) => part !== '').join(' ');
  return times === '' ? [] : [times];
}
