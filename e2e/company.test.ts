import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { ReceivedMail } from '../apps/server/test/kit/mailbox.ts';
import { ada, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { gone, heading, openStage, see, type Stage, type Visitor } from './visitor.ts';
import {
  acceptAsNew,
  fillWizard,
  goTo,
  invitationTo,
  invite,
  linkOf,
  openMyMenu,
  pick,
  rowOf,
  typeMailServer,
} from './ways.ts';

const grace = { name: 'Grace Hopper', email: 'grace@acme.test', password: 'compilers found 9 moths' };

describe('A company begins', { concurrency: 1 }, () => {
  let house: House;
  let stage: Stage;
  let holder: Visitor;
  let colleague: Visitor;

  before(async () => {
    house = await openHouse();
    stage = await openStage(house);
  });
  afterEach(() => stage.check());
  after(async () => {
    await stage?.close();
    await house?.stop();
  });

  test('the first page asks for the set-up code, makes person, company and mail, and ends on Home', async () => {
    holder = await stage.visit();
    const { page, say } = holder;
    await fillWizard(holder, ada, { port: 9, sender: 'latchkey@acme.test' }, (step) => look(holder, `set-up-${step}`));
    await page.getByRole('button', { name: say('entry.set-up.submit') }).click();
    await see(
      heading(holder, say('entry.set-up.mail.title')),
      page.getByText('127.0.0.1:9').or(page.locator('[aria-invalid="true"]')),
    );
    await look(holder, 'set-up-mail-refused');
    assert.equal(await page.getByLabel(say('kit.smtp.sender'), { exact: true }).inputValue(), 'latchkey@acme.test');

    await typeMailServer(holder, { port: house.mailbox.port, sender: 'latchkey@acme.test' });
    await page.getByRole('button', { name: say('kit.next') }).click();
    await page.getByRole('button', { name: say('entry.set-up.submit') }).click();
    await see(
      heading(holder, say('home.welcome', { name: ada.name })),
      page.getByRole('heading', { name: say('home.steps') }),
    );
    await see(page.getByText('Account Holder of Acme'));
    await look(holder, 'home-first-steps');
  });

  test('the invitation that arrives is the one the preview showed (I3)', async () => {
    const { page, say } = holder;
    await page.getByRole('link', { name: say('home.step.invite.go') }).click();
    await see(heading(holder, say('invite.title')));
    await look(holder, 'invite-empty');
    await page.getByLabel(say('invite.addresses')).fill(grace.email);
    await page.getByLabel(say('invite.line.name', { line: 1 })).fill('Grace');
    const typed = page.waitForResponse((answer) => (answer.request().postData() ?? '').includes('Please join <us>'));
    await page
      .getByLabel(say('kit.field.optional', { label: say('invite.note') }))
      .fill('Please join <us>\nby Friday & bring tea.');
    const preview = (await (await typed).json()) as { html: string; text: string };
    const shown = await shownPreview(holder);
    await look(holder, 'invite-filled');

    await page.getByRole('button', { name: say('invite.send', { count: 1 }) }).click();
    await see(page.getByText(say('users.mail.sent.meaning')));
    await look(holder, 'invited');

    const mail = await invitationTo(holder, grace.email);
    const dead =
      linkOf({ links: preview.text.match(/https?:\S+/g) ?? [] }, 'invitation') ?? assert.fail('the preview has a link');
    assert.notEqual(linkOf(mail, 'invitation'), dead);
    assert.equal(likeSample(mail, mail.text, dead), timeless(preview.text));
    assert.equal(likeSample(mail, mail.html, dead), timeless(preview.html));
    assert.equal(shown.subject, mail.subject);
    assert.equal(
      mail.header('from').includes(shown.from.replace(/\s*<.*/, '')),
      true,
      `${shown.from} in ${mail.header('from')}`,
    );
    assert.equal(mail.to[0], shown.to);
    assert.equal(words(shown.text), words(likeSample(mail, mail.text, dead)));
    assert.equal(words(shown.html), words(likeSample(mail, await renderedText(holder, mail.html), dead)));
  });

  test('a new person opens the link, chooses a password and lands in “User of Acme” while the holder watches', async () => {
    await goTo(holder, 'users');
    await see(rowOf(holder, grace.email).getByText(holder.say('users.status.invited'), { exact: true }));
    await look(holder, 'users-invited');

    colleague = await stage.visit();
    const { page, say } = colleague;
    await see(heading(colleague, say('entry.sign-in.title')));
    await page.goto(linkOf(await invitationTo(holder, grace.email), 'invitation')!);
    await see(heading(colleague, say('entry.invitation.title', { company: 'Acme' })));
    assert.equal(new URL(page.url()).hash, '', 'the secret stands no longer in the address');
    await look(colleague, 'invitation-new-person');
    await acceptAsNew(colleague, { name: grace.name, password: 'short' });
    await see(page.locator('[aria-invalid="true"]'));
    await look(colleague, 'invitation-new-person-faulty');
    await acceptAsNew(colleague, grace);
    await see(heading(colleague, say('home.welcome', { name: grace.name })), page.getByText('User of Acme'));
    await look(colleague, 'home-member');

    // Nobody reloads: the news does it.
    await see(rowOf(holder, grace.name).getByText(holder.say('users.status.active'), { exact: true }));
    await look(holder, 'users-active');
  });

  test('whom an admin signs out is asked for the password by the page that stands open, which then goes on (A5)', async () => {
    const { page, say } = holder;
    await pick(holder, grace.name, say('users.act.sign-out'));
    const dialog = page.getByRole('dialog');
    await see(dialog.getByText(say('users.sign-out.text')));
    await look(holder, 'sign-out-dialog');
    await dialog.getByRole('button', { name: say('users.bulk.sign-out', { count: 1 }) }).click();
    await see(page.getByText(say('users.done.signed-out', { count: 1 })));

    const proof = colleague.page.getByRole('dialog');
    await see(proof.getByText(colleague.say('refusal.signed-out-here')));
    await look(colleague, 'signed-out-by-admin');
    await proof.getByLabel(colleague.say('kit.prove.password')).fill(grace.password);
    await proof.getByRole('button', { name: colleague.say('kit.prove.confirm') }).click();
    await gone(proof);
    await see(heading(colleague, colleague.say('home.welcome', { name: grace.name })));
  });

  test('the holder withdraws an invitation and deletes a user after seeing what follows (P7, P9)', async () => {
    const { page, say } = holder;
    await invite(holder, 'charles@acme.test');
    await goTo(holder, 'users');
    await pick(holder, 'charles@acme.test', say('users.act.withdraw'));
    const dialog = page.getByRole('dialog');
    await see(dialog.getByText(say('consequence.invitation.lost', { total: 1 })));
    await look(holder, 'withdraw-dialog');
    await dialog.getByRole('button', { name: say('users.bulk.withdraw', { count: 1 }) }).click();
    await gone(rowOf(holder, 'charles@acme.test'));

    await pick(holder, grace.name, say('users.act.delete'));
    await see(dialog.getByText(say('consequence.profile.lost', { total: 1 })));
    await look(holder, 'delete-dialog');
    await dialog.getByRole('button', { name: say('users.bulk.delete', { count: 1 }) }).click();
    await gone(rowOf(holder, grace.name));
    await see(page.getByText(say('users.done.deleted', { count: 1 })));
    await look(holder, 'users-alone');

    await colleague.page.goto(house.url);
    await see(heading(colleague, say('entry.none.title', { name: grace.name })));
    await look(colleague, 'no-profile');
  });

  test('the operator’s pages, one’s own account, and signing out, which leaves nothing typed behind', async () => {
    const { page, say } = holder;
    await openMyMenu(holder);
    await see(page.getByRole('menuitem', { name: say('kit.menu.sign-out') }));
    await look(holder, 'my-menu', { isOpen: true });
    await page.getByRole('menuitem', { name: say('kit.menu.me') }).click();
    await see(heading(holder, say('person.title')), page.getByText(say('person.profiles.text')));
    await look(holder, 'my-account');
    await openMyMenu(holder);
    await page.getByRole('menuitem', { name: say('kit.menu.operator') }).click();
    await see(page.getByText(say('operator.mail.now')));
    await look(holder, 'operator-mail');
    await page.getByRole('link', { name: say('kit.nav.outbox') }).click();
    await see(page.getByText(say('operator.outbox.empty')));
    await look(holder, 'operator-outbox-empty');
    await page.goto(`${house.url}/nowhere`);
    await see(heading(holder, say('kit.not-found.title')));
    await look(holder, 'not-found');
    await page.goto(house.url);
    await goTo(holder, 'invite');
    await page.getByLabel(say('invite.addresses')).fill('joan@acme.test');
    await page.waitForFunction(() => JSON.stringify(sessionStorage).includes('joan@acme.test'));
    await openMyMenu(holder);
    await page.getByRole('menuitem', { name: say('kit.menu.sign-out') }).click();
    await see(heading(holder, say('entry.sign-in.title')));
    await page.waitForFunction(() => !JSON.stringify(sessionStorage).includes('joan@acme.test'));
    await look(holder, 'sign-in');
  });
});

/** What the preview shows to who looks at the page, in both its views. */
async function shownPreview({ page, say }: Visitor) {
  const preview = page.getByRole('region', { name: say('invite.preview.title') });
  const line = (term: string) =>
    preview
      .locator('dl > div')
      .filter({ has: page.getByText(term, { exact: true }) })
      .locator('dd')
      .innerText();
  const note = preview.getByRole('tabpanel').getByText('bring tea');
  await see(note);
  const html = await note.evaluate((inside) => {
    const root = inside.getRootNode();
    return root instanceof ShadowRoot ? (root.lastElementChild as HTMLElement).innerText : document.body.innerText;
  });
  const head = {
    from: await line(say('kit.mail.from')),
    to: await line(say('kit.mail.to')),
    subject: await line(say('kit.mail.subject')),
  };
  await preview.getByRole('tab', { name: say('kit.mail.text') }).click();
  const text = await preview.getByRole('tabpanel').innerText();
  await preview.getByRole('tab', { name: say('kit.mail.html') }).click();
  await see(note);
  return { ...head, html, text };
}

/** A mail's HTML as a mail program shows it. */
async function renderedText({ context }: Visitor, html: string): Promise<string> {
  const page = await context.newPage();
  await page.setContent(html);
  const text = await page.locator('body').innerText();
  await page.close();
  return text;
}

/** A part of a mail with the dead sample in the place of its link. */
function likeSample(mail: ReceivedMail, part: string, dead: string): string {
  return timeless(part.replaceAll(linkOf(mail, 'invitation')!, dead));
}

/** The minute may have passed between preview and mail; the date of a mail may differ. */
function timeless(text: string): string {
  return text
    .replaceAll(/\d{1,2}:\d{2}/g, 'hh:mm')
    .replaceAll('\r\n', '\n')
    .trim();
}

/** The words only: lines are broken where there is room. */
function words(text: string): string {
  return timeless(text).replaceAll(/\s+/g, ' ');
}
