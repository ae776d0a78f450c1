import { languages } from '@latchkey/domain/language';
import { listNotices, listOutbox, readInstallation, readMail } from '@latchkey/contract/operator';
import type { MailState } from '@latchkey/domain/invitation';
import type { MailProblemKind } from '@latchkey/domain/mail';
import type { NoticeKind, NoticeState } from '@latchkey/domain/notice';
import { sql } from 'kysely';
import { pageOf, readCursor, totalOf } from '../kit/cursor.ts';
import { mailServerOf } from '../kit/mails.ts';
import { read } from '../kit/operation.ts';
import { noticesNow } from './notices.ts';

export const installation = read(readInstallation, async ({ tx, now, kit, me }) => {
  const { rows } = await sql<{ is: boolean }>`select is_set_up() as is`.execute(tx);
  return {
    set_up: rows[0]?.is === true,
    languages: [...languages],
    version: kit.version,
    signed_in: me !== undefined,
    sign_up: kit.signUp,
    notices: await noticesNow(tx, now),
    links: kit.links,
  };
});

export const mail = read(readMail, async ({ tx, kit }) => {
  const server = await mailServerOf(kit, tx);
  if (!server) return { from: null, server: null, set_by: 'nobody' as const };
  const url = new URL(server.smtpUrl);
  return { from: server.from, server: `${url.protocol}//${url.host}`, set_by: server.setBy };
});

type OutboxRow = {
  id: string;
  kind: string;
  recipient: string;
  state: MailState;
  problem: MailProblemKind | null;
  quote: string | null;
  made_at: Date;
};

export const outbox = read(listOutbox, async ({ tx, now, me, query }) => {
  const [at = null, id = null] = query.cursor === undefined ? [] : readCursor(query.cursor, ['moment', 'id']);
  const { rows } =
    await sql<OutboxRow>`select * from outbox_of(${me.token}, ${now}, ${at}::timestamptz, ${id}::uuid, ${query.limit + 1})`.execute(
      tx,
    );
  const counted = await sql<{ n: number }>`select outbox_count(${me.token}, ${now}) as n`.execute(tx);
  const { items, next_cursor } = pageOf(rows, query.limit, (row) => [row.made_at.toISOString(), row.id]);
  return {
    items: items.map((row) => ({ ...row, made_at: row.made_at.toISOString() })),
    next_cursor,
    total: totalOf(counted.rows[0]?.n ?? 0),
  };
});

type NoticeRow = {
  id: string;
  kind: NoticeKind;
  text: string;
  starts_at: Date | null;
  ends_at: Date | null;
  state: NoticeState;
  made_at: Date;
  ended_at: Date | null;
  posted_by: string;
};

export const notices = read(listNotices, async ({ tx, now, me, query }) => {
  const [id = null] = query.cursor === undefined ? [] : readCursor(query.cursor, ['id']);
  const { rows } =
    await sql<NoticeRow>`select * from notices_of(${me.token}, ${now}, ${id}::uuid, ${query.limit + 1})`.execute(tx);
  const counted = await sql<{ n: number }>`select notice_count(${me.token}, ${now}) as n`.execute(tx);
  const { items, next_cursor } = pageOf(rows, query.limit, (row) => [row.id]);
  return {
    items: items.map((row) => ({
      ...row,
      starts_at: row.starts_at?.toISOString() ?? null,
      ends_at: row.ends_at?.toISOString() ?? null,
      made_at: row.made_at.toISOString(),
      ended_at: row.ended_at?.toISOString() ?? null,
    })),
    next_cursor,
    total: totalOf(counted.rows[0]?.n ?? 0),
  };
});
