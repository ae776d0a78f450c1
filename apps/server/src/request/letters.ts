import type { Language } from '@latchkey/domain/language';
import type { Wish } from '@latchkey/domain/request';
import { type Say, speakerOf } from '@latchkey/messages/format';
import { type RawBuilder, sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { type Letter, renderLetter, type RenderedLetter } from '../kit/letter.ts';

type Mail = { account_id: string | null; subject_id: string; recipient: string; language: Language };
type Composed = { fromName: string; letter: RenderedLetter };
type Thing = Wish & { company: string; computer: string | null };
type Made = Thing & { asker: string; email: string; note: string };
type Answered = Thing & { state: 'granted' | 'declined'; answer: string };

/** The mail to who could give what somebody asks for; nothing when it was answered meanwhile, is not there, or is not theirs to give any more. */
export async function composeRequest(kit: Kit, mail: Mail): Promise<Composed | undefined> {
  const facts = await one<Made>(
    kit,
    mail,
    sql`
      select a.company_name as company, r.sort_name as asker, r.email, q.note, q.permission, q.computer_id, q.unlock, c.name as computer
        from access_request q join account a on a.id = q.account_id and a.closed_at is null
        join member r on r.account_id = q.account_id and r.id = q.member_id and r.status = 'active'
        join member m on m.account_id = q.account_id and m.email = ${mail.recipient} and m.status = 'active'
        left join computer c on c.account_id = q.account_id and c.id = q.computer_id and c.status <> 'removed'
       where q.id = ${mail.subject_id} and q.state = 'open' and (q.computer_id is null or c.id is not null)
         and (not q.unlock or (not has_asked_for(q.account_id, q.member_id, q.computer_id, q.permission, true) and exists (
               select from reach x where x.account_id = q.account_id and x.member_id = q.member_id and x.computer_id = q.computer_id)))
         and array['users.view', case when q.unlock then 'computers.unlock' when q.permission is null then 'access.grant' else 'users.manage' end]
               <@ held_in_full(m.account_id, m.id)`,
  );
  if (!facts) return undefined;
  const say = await speakerOf(mail.language);
  const { company, asker, email, note } = facts;
  const said = { ...thingIn(say, facts), asker };
  return written(mail, company, {
    subject: say('mail.request-made.subject', said),
    heading: say('mail.request-made.subject', said),
    paragraphs: [say('mail.request-made.what', { ...said, email, company })],
    ...(note === '' ? {} : { quote: { intro: say('mail.request-made.note', { asker }), text: note } }),
    button: { label: say('mail.request-made.button'), href: `${kit.publicUrl}/a/${mail.account_id}/requests` },
    afterwards: [say('mail.request-made.how')],
    smallPrint: [say('mail.request-made.why', { company })],
  });
}

/** The mail to who asked, with the answer. */
export async function composeAnswer(kit: Kit, mail: Mail): Promise<Composed | undefined> {
  const facts = await one<Answered>(
    kit,
    mail,
    sql`
      select a.company_name as company, q.state, q.answer, q.permission, q.computer_id, q.unlock, c.name as computer
        from access_request q join account a on a.id = q.account_id and a.closed_at is null
        join member m on m.account_id = q.account_id and m.id = q.member_id and m.email = ${mail.recipient} and m.status = 'active'
        left join computer c on c.account_id = q.account_id and c.id = q.computer_id and exists (
          select from reach r where r.account_id = q.account_id and r.member_id = q.member_id and r.computer_id = c.id)
       where q.id = ${mail.subject_id} and q.state in ('granted', 'declined')`,
  );
  if (!facts) return undefined;
  const say = await speakerOf(mail.language);
  const { company, state, answer, permission, computer_id: computerId } = facts;
  const said = { ...thingIn(say, facts), company };
  const place = `${kit.publicUrl}/a/${mail.account_id}`;
  const isGranted = state === 'granted';
  const reached =
    computerId !== null && facts.computer !== null ? `${place}/computers/${computerId}` : `${place}/computers`;
  return written(mail, company, {
    subject: say(`mail.request-${state}.subject`, said),
    heading: say(`mail.request-${state}.subject`, said),
    paragraphs: [say(`mail.request-${state}.what`, said)],
    ...(answer === '' ? {} : { quote: { intro: say('mail.request-answered.note'), text: answer } }),
    button:
      isGranted && permission === null
        ? { label: say('mail.computer.button'), href: reached }
        : { label: say('mail.request-answered.button'), href: `${place}/my-requests` },
    smallPrint: [say('mail.request-answered.why', { company })],
  });
}

/** What was asked for, as sentences choose by it: a `computer` or its `unlock` with its name, `one` or `unlock_one` without, a `permission`, or `computers` at all. */
function thingIn(say: Say, { permission, computer, computer_id: id, unlock }: Thing): { kind: string; thing: string } {
  if (permission !== null) return { kind: 'permission', thing: say(`kit.permission.${permission}`) };
  if (computer !== null) return { kind: unlock ? 'unlock' : 'computer', thing: computer };
  if (unlock) return { kind: 'unlock_one', thing: '' };
  return { kind: id === null ? 'computers' : 'one', thing: '' };
}

async function written(mail: Mail, company: string, letter: Letter): Promise<Composed> {
  return { fromName: company, letter: await renderLetter(letter, { language: mail.language, companyName: company }) };
}

async function one<R>(kit: Kit, mail: Mail, question: RawBuilder<unknown>): Promise<R | undefined> {
  const accountId = mail.account_id ?? undefined;
  return inTransaction(kit.db, { accountId, mode: 'read' }, async ({ tx }) => {
    const { rows } = await (question as RawBuilder<R>).execute(tx);
    return rows[0];
  });
}
