import assert from 'node:assert/strict';
import { acceptAsNewPerson, sendInvitation } from '@latchkey/contract/invitation';
import { listMembers } from '@latchkey/contract/member';
import type { GrantableRole } from '@latchkey/domain/role';
import { type Company, linkMailedBy, mailedLink, PASSWORD } from '../people.ts';
import { type Answer, TestBrowser } from '../server.ts';

/** How many do the same at once where a scarce thing is raced for: fewer than twenty miss faults that are there. */
export const MANY = 24;

/** Does something so many times at the same moment and gives every answer, in order. */
export function atOnce<T>(times: number, act: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: times }, (_, index) => act(index)));
}

/** The code of a refusal, in a problem or in a bulk line, or `ok`. */
export function outcomeOf(answer: Answer): string {
  const [line] = (answer.body['results'] as { refusal?: { code: string } }[] | undefined) ?? [];
  return String(answer.status === 200 ? (line?.refusal?.code ?? 'ok') : answer.body['code']);
}

/** How often each outcome came. */
export function tally(answers: Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of answers.map(outcomeOf)) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

export type Invited = { email: string; member_id: string; invitation_id: string; link: string };
export type Inviting = { by?: TestBrowser; role?: GrantableRole; name?: string; note?: string };

/** Invites one address and gives what its mail brings. */
export async function invite(into: Company, email: string, how: Inviting = {}): Promise<Invited> {
  const { by = into.holder, role = 'member', name = '', note = '' } = how;
  const body = { items: [{ email, role, name, note, language: 'en' }] };
  let ids = { member_id: '', invitation_id: '' };
  const link = await linkMailedBy(into.server, email, async () => {
    const answer = await by.call(sendInvitation, { params: { account_id: into.accountId }, body });
    assert.equal(outcomeOf(answer), 'ok', JSON.stringify(answer.body));
    ids = (answer.body['results'] as { result: typeof ids }[])[0]!.result;
    return answer;
  });
  return { email, link, ...ids };
}

/** Invites so many fresh addresses in one act. */
export async function inviteMany(into: Company, stem: string, how: { by?: TestBrowser; count?: number } = {}) {
  const { by = into.holder, count = MANY } = how;
  const items = Array.from({ length: count }, (_, n) => ({ email: `${stem}-${n}@example.test`, language: 'en' }));
  const answer = await by.call(sendInvitation, { params: { account_id: into.accountId }, body: { items } });
  const lines = answer.body['results'] as { result: { member_id: string; invitation_id: string } }[];
  const emails = items.map(({ email }) => email);
  const links = await Promise.all(emails.map((email) => mailedLink(into.server, email)));
  return lines.map(({ result }, n): Invited => ({ email: emails[n]!, link: links[n]!, ...result }));
}

/** Accepts as a new person, by default in a new browser. */
export function join(into: Company, link: string, browser = new TestBrowser(into.server)): Promise<Answer> {
  return browser.call(acceptAsNewPerson, { body: { link, name: 'New Person', password: PASSWORD, language: 'en' } });
}

export type MemberRow = {
  id: string;
  email: string;
  name: string;
  role: string;
  status: string;
  last_entered_at: string | null;
  invitation: { mail: string; expired: boolean } | null;
};

/** The row of an address in the users list, if it stands there. */
export async function rowOf(of: Company, email: string): Promise<MemberRow | undefined> {
  const answer = await of.holder.call(listMembers, { params: { account_id: of.accountId }, query: { limit: '200' } });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return (answer.body['items'] as MemberRow[]).find((row) => row.email === email);
}

/** What became of an invitation, as the database has it. */
export async function endingOf(of: Company, invited: Invited): Promise<string | null> {
  const [row] = await of.server.look<{ ending: string | null }>('select ending from invitation where id = $1', [
    invited.invitation_id,
  ]);
  return row?.ending ?? null;
}
