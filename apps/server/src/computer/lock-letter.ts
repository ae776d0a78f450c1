import type { Language } from '@latchkey/domain/language';
import { speakerOf } from '@latchkey/messages/format';
import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { momentInWords, renderLetter, type RenderedLetter } from '../kit/letter.ts';
import { isTold } from './lock-digest.ts';

type Mail = { account_id: string | null; subject_id: string; recipient: string; language: Language };
type Composed = { fromName: string; letter: RenderedLetter };
type Row = { company: string; computer: string; person: string | null; at: Date; address: string };

/** Whom a reader `m` is told by name: who unlocks by a role that is limited to user groups sees on the page whom they may see (G11). */
const isNamed = sql`(c.owner_id = m.id or not exists (
  select from custom_role r where r.account_id = m.account_id and r.id = m.role_id and r.limits_users)
  or exists (select from power p where p.account_id = m.account_id and p.member_id = m.id and p.permission = 'computers.unlock' and not p.is_limited))`;

/** More locks than this are counted, not named. */
const NAMED = 20;

/** The mail about computers that were locked (S5): who, when and from where, as far as its reader may see. */
export async function composeLocked(kit: Kit, mail: Mail): Promise<Composed | undefined> {
  const rows = await locksOf(kit, mail);
  const [first] = rows;
  if (!first) return undefined;
  const say = await speakerOf(mail.language);
  const count = rows.length;
  const lines = rows.slice(0, NAMED).map(({ computer, person, at, address }) =>
    say('mail.computers-locked.line', {
      computer,
      person: person === null ? '–' : person || say('mail.deleted-person'),
      at: momentInWords(at, mail.language),
      address: address || '–',
    }),
  );
  const more = count > NAMED ? [say('mail.computers-locked.more', { count: count - NAMED })] : [];
  const letter = await renderLetter(
    {
      subject: say('mail.computers-locked.subject', { count }),
      heading: say('mail.computers-locked.subject', { count }),
      paragraphs: [...lines, ...more, say('mail.computers-locked.what')],
      button: { label: say('mail.computers-locked.button'), href: `${kit.publicUrl}/a/${mail.account_id}/computers` },
      smallPrint: [say('mail.computers-locked.unexpected')],
    },
    { language: mail.language, companyName: first.company },
  );
  return { fromName: first.company, letter };
}

async function locksOf(kit: Kit, mail: Mail): Promise<Row[]> {
  const accountId = mail.account_id ?? undefined;
  return inTransaction(kit.db, { accountId, mode: 'read' }, async ({ tx }) => {
    const { rows } = await sql<Row>`
      select a.company_name as company, c.name as computer, case when ${isNamed} then b.sort_name end as person, l.at, l.address
        from lockout l join account a on a.id = l.account_id
        join computer c on c.account_id = l.account_id and c.id = l.computer_id
        join member b on b.account_id = l.account_id and b.id = l.member_id
        join member m on m.account_id = l.account_id and m.email = ${mail.recipient} and m.status = 'active'
       where l.digest_id = ${mail.subject_id} and ${isTold}
       order by l.at, l.id`.execute(tx);
    return rows;
  });
}
