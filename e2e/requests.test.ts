import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { ReceivedMail } from '../apps/server/test/kit/mailbox.ts';
import { ada, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { gone, heading, openStage, reads, see, type Stage, type Visitor } from './visitor.ts';
import { acceptAsNew, comeHome, goTo, invitationTo, invite, openMyMenu, pathOf, pick, rowOf } from './ways.ts';

const grace = { name: 'Grace Hopper', email: 'grace@acme.test', password: 'nanoseconds of wire 1952' };
const DESK = 'Desk 12';
const NOTE = 'Für die Nachtschicht';

describe('Asking for a right that one lacks', { concurrency: 1 }, () => {
  let house: House;
  let stage: Stage;
  let holder: Visitor;
  let member: Visitor;
  let place: string;
  let desk: string;

  before(async () => {
    house = await openHouse();
    await found(house);
    stage = await openStage(house);
    holder = await stage.visit('/sign-in');
    await comeHome(holder, ada);
    ({ place, desk } = await standing(house));
    await invite(holder, grace.email, 'de');
    member = await stage.visit(pathOf(await invitationTo(holder, grace.email)));
    await reads(member, 'de');
    await acceptAsNew(member, grace);
    await see(heading(member, member.say('home.welcome', { name: grace.name })));
  });
  afterEach(() => stage.check());
  after(async () => {
    await stage?.close();
    await house?.stop();
  });

  test('who reaches no computer asks from where none stands, by keys alone, and hears what happens next (G11)', async () => {
    const { page, say } = member;
    const ask = page.getByRole('button', { name: say('request.ask'), exact: true });
    await see(ask);
    await look(member, 'requests-home');
    await ask.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await see(dialog.getByText(say('request.ask.thing.computers')));
    await look(member, 'requests-ask', { isOpen: true });
    await dialog.getByRole('textbox').fill('Irgendeinen zum Testen');
    await dialog.getByRole('button', { name: say('request.ask.send') }).click();
    await see(dialog.getByText(say('request.ask.sent')));
    await look(member, 'requests-sent', { isOpen: true });
    await page.keyboard.press('Escape');
    await gone(dialog);
    await see(page.getByText(say('request.own.title'), { exact: true }));
    assert.equal(await ask.count(), 0, 'it is asked for once');
  });

  test('an address of a computer that they don’t reach leads to the same question, and so does a page that is not theirs (G11)', async () => {
    const { page, say } = member;
    await page.goto(`${house.url}${place}/computers/${desk}/connect`);
    await see(page.getByText(say('request.admin', { company: ada.company })));
    await look(member, 'requests-connect');
    await ask(member, NOTE);
    await page.goto(`${house.url}${place}/activity`);
    await see(page.getByText(say('refusal.not-permitted', { permission: say('kit.permission.audit.view') })));
    await look(member, 'requests-denied');
    await ask(member, '');
    await openMyMenu(member);
    await page.getByRole('menuitem', { name: say('kit.menu.requests') }).click();
    await see(heading(member, say('request.own.title')));
    await see(rowOf(member, NOTE).getByText(say('request.thing.one')));
    assert.ok(!(await page.getByRole('main').innerText()).includes(DESK), 'what they don’t see has no name for them');
    await look(member, 'requests-own');
  });

  test('who could give it is mailed, finds the request on Home, sees what granting gives, and grants it (G7, P9)', async () => {
    const { page, say } = holder;
    const mail = await mailTo(house, ada.email, `${grace.name} asks for access to ${DESK}`);
    await goTo(holder, 'home');
    await page.reload();
    await see(page.getByRole('link', { name: say('home.attention.requests', { count: 3 }) }));
    await page.goto(linkIn(mail, '/requests'));
    await see(rowOf(holder, NOTE).getByText(say('request.thing.computer', { name: DESK })));
    await see(page.getByRole('navigation').getByText(say('request.count', { count: 3 })));
    await look(holder, 'requests-list');
    await rowOf(holder, NOTE)
      .getByRole('button', { name: say('request.grant'), exact: true })
      .click();
    const dialog = page.getByRole('dialog');
    await see(dialog.getByText(say('consequence.computer.gained', { total: 1 })));
    await see(dialog.getByText(DESK, { exact: true }));
    await dialog.getByRole('textbox').fill('Bis Freitag');
    await look(holder, 'requests-grant', { isOpen: true });
    await dialog.getByRole('button', { name: say('request.grant.submit', { count: 1 }) }).click();
    await see(page.getByText(say('request.granted', { count: 1 })));
    await gone(rowOf(holder, NOTE));
  });

  test('they get the answer in their language, and its link leads to the computer (G7)', async () => {
    const { page, say } = member;
    const mail = await mailTo(house, grace.email, `Sie haben jetzt Zugriff auf ${DESK}`);
    assert.match(mail.text, /Bis Freitag/);
    await page.goto(linkIn(mail, `/computers/${desk}`));
    await see(heading(member, DESK));
    await see(page.getByText(say('computers.via.own'), { exact: true }));
    await page.goto(`${house.url}${place}/my-requests`);
    await see(rowOf(member, NOTE).getByText(say('request.state.granted'), { exact: true }));
    await see(rowOf(member, NOTE).getByText(say('request.own.answer', { answer: 'Bis Freitag' })));
  });

  test('what came by another way waits for nobody; the rest is declined with a note (G11)', async () => {
    const { page, say } = holder;
    await see(
      rowOf(holder, grace.name).getByText(say('request.thing.permission', { name: say('kit.permission.audit.view') })),
    );
    await page.reload();
    await see(rowOf(holder, grace.name));
    assert.equal(await rowOf(holder, grace.name).count(), 1, 'she reaches a computer now');
    await pick(holder, grace.name, say('request.decline'));
    const dialog = page.getByRole('dialog');
    await see(dialog.getByText(say('request.decline.nothing')));
    await dialog.getByRole('textbox').fill('Fragen Sie im Herbst noch einmal.');
    await look(holder, 'requests-decline', { isOpen: true });
    await dialog.getByRole('button', { name: say('request.decline.submit', { count: 1 }) }).click();
    await see(page.getByText(say('request.declined', { count: 1 })));
    await see(page.getByText(say('request.empty')));
    await look(holder, 'requests-none');
    await page.goto(`${house.url}${place}/activity?subject=request`);
    await see(page.getByText(say('activity.act.request.answer')));
    const mail = await mailTo(
      house,
      grace.email,
      member.say('mail.request-declined.subject', {
        kind: 'permission',
        thing: member.say('kit.permission.audit.view'),
      }),
    );
    assert.match(mail.text, /im Herbst/);
  });

  test('who asked can withdraw what still waits (N3)', async () => {
    const { page, say } = member;
    await page.goto(`${house.url}${place}/activity`);
    await ask(member, 'Doch noch einmal');
    await page.goto(`${house.url}${place}/my-requests`);
    await see(rowOf(member, 'Doch noch einmal').getByText(say('request.state.open'), { exact: true }));
    const name = say('request.thing.permission', { name: say('kit.permission.audit.view') });
    await rowOf(member, 'Doch noch einmal')
      .getByRole('button', { name: say('kit.table.menu', { name }) })
      .click();
    await page.getByRole('menuitem', { name: say('request.withdraw') }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: say('request.withdraw') })
      .click();
    await see(rowOf(member, 'Doch noch einmal').getByText(say('request.state.withdrawn'), { exact: true }));
  });
});

/** Asks by the button of the page. */
async function ask({ page, say }: Visitor, note: string): Promise<void> {
  await page.getByRole('button', { name: say('request.ask'), exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(note);
  await dialog.getByRole('button', { name: say('request.ask.send') }).click();
  await see(dialog.getByText(say('request.ask.sent')));
  await page.keyboard.press('Escape');
  await gone(dialog);
}

async function mailTo({ mailbox }: House, to: string, subject: string): Promise<ReceivedMail> {
  return mailbox.waitFor((mail) => mail.to.includes(to) && mail.subject === subject);
}

function linkIn({ links }: ReceivedMail, end: string): string {
  return links.find((link) => link.endsWith(end)) ?? assert.fail(`no link to ${end} in ${links.join(', ')}`);
}

/** A computer that belongs to nobody, and where the account and it stand. */
async function standing(house: House): Promise<{ place: string; desk: string }> {
  const [row] = await house.look<{ account_id: string; id: string }>(
    `insert into computer (account_id, id, device_key, name, status, made_at, hostname, os)
      select id, gen_random_uuid(), decode(repeat('07', 32), 'hex'), $1, 'active', now(), 'desk-12', 'Debian 12' from account returning account_id, id`,
    [DESK],
  );
  return { place: `/a/${row?.account_id}`, desk: row?.id ?? assert.fail() };
}
