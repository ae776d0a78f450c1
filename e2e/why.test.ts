import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { ada, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { gone, heading, openStage, see, type Stage, type Visitor } from './visitor.ts';
import { acceptAsNew, comeHome, goTo, invitationTo, pathOf, rowOf } from './ways.ts';

const grace = { name: 'Grace Hopper', email: 'grace@acme.test', password: 'nanoseconds of wire 1952' };
const alan = { name: 'Alan Turing', email: 'alan@acme.test', password: 'tapes of paper 1936' };
const DESK = 'Desk 12';
const SUPPORT = 'Support';
const LEVEL = 'Support › Level 2';

describe('Groups of an invitation, and why somebody reaches a computer', { concurrency: 1 }, () => {
  let house: House;
  let stage: Stage;
  let holder: Visitor;
  let member: Visitor;

  before(async () => {
    house = await openHouse();
    await found(house);
    stage = await openStage(house);
    holder = await stage.visit('/sign-in');
    await comeHome(holder, ada);
    await standing(house);
  });
  afterEach(() => stage.check());
  after(async () => {
    await stage?.close();
    await house?.stop();
  });

  test('somebody is invited into a group, and what they will get is said before it is sent (I2)', async () => {
    const { page, say } = holder;
    await goTo(holder, 'invite');
    await page.getByLabel(say('invite.addresses')).fill(`${grace.name} <${grace.email}>`);
    await page.getByRole('checkbox', { name: LEVEL }).check();
    const summary = page.getByRole('region', { name: say('invite.get') });
    await see(summary.getByText(say('invite.get.by.all', { group: LEVEL }), { exact: true }));
    await look(holder, 'why-invite');
    await page.getByRole('button', { name: say('invite.send', { count: 1 }), exact: true }).click();
    await see(page.getByText(say('invite.access.groups')));
    await see(page.getByText(say('invite.invited.groups', { count: 1, groups: LEVEL })));
  });

  test('they accept, see the computer that their group opens, and why they can connect to it (G7, G11)', async () => {
    member = await stage.visit(pathOf(await invitationTo(holder, grace.email)));
    await acceptAsNew(member, grace);
    const { page, say } = member;
    await see(heading(member, say('home.welcome', { name: grace.name })));
    await page.getByRole('link', { name: DESK }).click();
    await see(page.getByText(say('computers.via.group'), { exact: true }));
    await page.getByRole('button', { name: say('computers.why.can') }).click();
    const dialog = page.getByRole('dialog');
    await see(dialog.getByText(say('computers.why.yes', { who: 'me', name: '', computer: DESK })));
    await see(dialog.getByText(say('computers.why.way.by.all', { who: 'me', name: '', by: 'Level 2' })));
    assert.ok(!(await dialog.innerText()).includes(SUPPORT), 'what stands above their group is not theirs to know');
    await look(member, 'why-me', { isOpen: true });
    await page.keyboard.press('Escape');
    await gone(dialog);
  });

  test('an admin sees through which group they reach it, and why, by keys alone (G2, G7)', async () => {
    const { page, say } = holder;
    await page.getByRole('link', { name: say('kit.nav.computers'), exact: true }).click();
    await page.getByRole('link', { name: DESK }).click();
    const row = rowOf(holder, grace.email);
    await see(row.getByRole('link', { name: SUPPORT }));
    await look(holder, 'why-reachers');
    const button = row.getByRole('button', { name: `${say('computers.why')} ${grace.name}` });
    await button.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    const way = { who: 'other', name: grace.name, by: SUPPORT, through: 'Level 2' };
    await see(dialog.getByText(say('computers.why.way.through.all', way)));
    await look(holder, 'why-admin', { isOpen: true });
    await page.keyboard.press('Escape');
    await gone(dialog);
    assert.ok(await button.evaluate((one) => one === document.activeElement), 'the keyboard is where it was');
  });

  test('"only this list" takes it, and why says so and who could give it (G4, G7)', async () => {
    const { page, say } = holder;
    await rowOf(holder, grace.email).getByRole('link', { name: grace.name }).click();
    await page.getByRole('button', { name: say('computers.access.change'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: say('users.access.only-own') }).check();
    await see(dialog.getByText(say('consequence.computer.lost', { total: 1 })));
    await dialog.getByRole('button', { name: say('computers.access.change.submit') }).click();
    await see(page.getByText(say('computers.count', { count: 0 }), { exact: true }));

    await page.getByRole('button', { name: say('computers.why'), exact: true }).click();
    await dialog.getByRole('radio', { name: DESK }).check();
    const who = { who: 'other', name: grace.name };
    await see(dialog.getByText(say('computers.why.no', { ...who, computer: DESK })));
    await see(dialog.getByText(say('computers.why.missing.only-own', who)));
    await see(dialog.getByText(say('computers.why.off')));
    await see(dialog.getByRole('link', { name: say('computers.why.give.you', { name: ada.name }) }));
    await look(holder, 'why-not', { isOpen: true });
    await page.keyboard.press('Escape');
    await member.page.reload();
    await see(member.page.getByText(member.say('computers.page.gone')));
  });

  test('a group that is deleted meanwhile is missing: who accepts is told, and Activity says so (I10)', async () => {
    const { page, say } = holder;
    await goTo(holder, 'invite');
    await page.getByLabel(say('invite.addresses')).fill(alan.email);
    await page.getByRole('checkbox', { name: 'Sales', exact: true }).check();
    await page.getByRole('button', { name: say('invite.send', { count: 1 }), exact: true }).click();
    await see(page.getByText(say('invite.invited.groups', { count: 1, groups: 'Sales' })));
    await deleteGroup(holder, 'Sales');

    const late = await stage.visit(pathOf(await invitationTo(holder, alan.email)));
    await acceptAsNew(late, alan);
    await see(late.page.getByText(late.say('home.not-brought'), { exact: true }));
    await see(late.page.getByText(late.say('home.not-brought.groups')));
    await look(late, 'why-not-brought');
    await late.page.getByRole('button', { name: late.say('home.not-brought.close') }).click();
    await gone(late.page.getByText(late.say('home.not-brought'), { exact: true }));
    await late.page.reload();
    await see(late.page.getByText(late.say('home.member.empty')));
    assert.equal(await late.page.getByText(late.say('home.not-brought'), { exact: true }).count(), 0);

    await goTo(holder, 'activity');
    await see(page.getByText(say('activity.dropped.groups')));
    await look(holder, 'why-activity');
  });
});

/** A computer, and user groups, one of which opens all computers to the one below it: the journey is that of the screens after. */
async function standing(house: House): Promise<void> {
  await house.look(
    `insert into computer (account_id, id, device_key, name, status, made_at, hostname, os)
      select id, gen_random_uuid(), decode(repeat('07', 32), 'hex'), $1, 'active', now(), 'desk-12', 'Debian 12' from account`,
    [DESK],
  );
  for (const [name, above] of [
    ['Support', null],
    ['Level 2', 'Support'],
    ['Sales', null],
  ])
    await house.look(
      `insert into user_group (account_id, id, parent_id, name, name_key, made_at)
        select a.id, gen_random_uuid(), (select id from user_group where name = $2), $1, lower($1), now() from account a`,
      [name, above],
    );
  await house.look(
    `insert into user_group_access (account_id, id, user_group_id, kind, made_at)
      select account_id, gen_random_uuid(), id, 'all', now() from user_group where name = 'Support'`,
  );
}

/** Deletes a group as the visitor, past its page. */
async function deleteGroup({ page, house }: Visitor, name: string): Promise<void> {
  const [group] = await house.look<{ id: string; account_id: string }>(
    'select id, account_id from user_group where name = $1',
    [name],
  );
  const status = await page.evaluate(
    async ({ path, group_id }) => {
      const body = JSON.stringify({ items: [{ group_id }] });
      return (await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status;
    },
    { path: `/api/v1/accounts/${group?.account_id}/groups/delete`, group_id: group?.id },
  );
  assert.equal(status, 200);
}
