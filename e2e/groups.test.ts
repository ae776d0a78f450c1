import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { makeGroup } from './group-ways.ts';
import { type Founder, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { gone, heading, openStage, reads, see, type Stage, type Visitor } from './visitor.ts';
import { acceptAsNew, comeHome, goTo, invitationTo, invite, pathOf, rowOf, speak } from './ways.ts';

const emmy: Founder = {
  name: 'Emmy Noether',
  email: 'emmy@ideale.test',
  password: 'ringe und ideale 1921',
  company: 'Invarianten',
};
const max = { name: 'Max Deuring', email: 'max@ideale.test', password: 'algebren sind 1935 schief' };
const [TOP, MIDDLE, LOW] = ['Betrieb', 'Werkstatt', 'Nachtschicht'] as const;
const [OFFICE, DESK] = ['Büro', 'Tisch 12'] as const;

describe('Benutzergruppen, von der ersten bis zur letzten', { concurrency: 1 }, () => {
  let house: House;
  let stage: Stage;
  let holder: Visitor;
  let member: Visitor;

  before(async () => {
    house = await openHouse();
    await found(house, emmy, 'de');
    stage = await openStage(house);
    holder = await stage.visit('/sign-in');
    await speak(holder, 'de');
    await comeHome(holder, emmy);
    await invite(holder, max.email);
    member = await stage.visit(pathOf(await invitationTo(holder, max.email)));
    await reads(member, 'de');
    await acceptAsNew(member, max);
    await see(heading(member, member.say('home.welcome', { name: max.name })));
    await computerInGroup(house);
  });
  afterEach(() => stage.check());
  after(async () => {
    await stage?.close();
    await house?.stop();
  });

  test('who has no groups reads what they are for, and makes the first one from there (G1)', async () => {
    const { page, say } = holder;
    await goTo(holder, 'groups');
    await see(page.getByText(say('groups.empty.title')));
    await look(holder, 'groups-empty');
    await page.getByRole('button', { name: say('groups.new') }).click();
    await makeGroup(holder, TOP);
    await see(lineOf(holder, TOP));
  });

  test('groups nest, and keys alone go through the tree, close and open it (G1)', async () => {
    const { page, say } = holder;
    await pick(holder, TOP, say('groups.act.new'));
    await makeGroup(holder, MIDDLE);
    await pick(holder, MIDDLE, say('groups.act.new'));
    await makeGroup(holder, LOW);
    await see(lineOf(holder, LOW));
    assert.equal(await lineOf(holder, LOW).getAttribute('aria-level'), '3');
    await look(holder, 'groups-tree');

    await lineOf(holder, TOP).focus();
    await page.keyboard.press('End');
    assert.equal(await focused(holder), LOW);
    await page.keyboard.press('ArrowLeft');
    assert.equal(await focused(holder), MIDDLE);
    await page.keyboard.press('ArrowLeft');
    await gone(lineOf(holder, LOW));
    await page.keyboard.press('ArrowRight');
    await see(lineOf(holder, LOW));
    await page.keyboard.press('b');
    assert.equal(await focused(holder), TOP);
    await page.keyboard.press('Shift+F10');
    await see(page.getByRole('menuitem', { name: say('groups.act.rename') }));
    await page.keyboard.press('Escape');
    await lineOf(holder, TOP).focus();
    await page.keyboard.press('Enter');
    await see(heading(holder, TOP));
  });

  test('what the upper group opens is shown in the lower one as inherited, with where from (G2, G4)', async () => {
    const { page, say } = holder;
    await page.getByRole('button', { name: say('computers.access.change'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: say('computers.access.chosen') }).check();
    await dialog.getByRole('checkbox', { name: OFFICE, exact: true }).check();
    await see(dialog.getByText(say('groups.nothing-changes')));
    await look(holder, 'groups-access', { isOpen: true });
    await dialog.getByRole('button', { name: say('computers.access.change.submit') }).click();
    await see(page.getByText(say('computers.access.changed')), page.getByRole('link', { name: OFFICE }));
    await page.getByRole('link', { name: MIDDLE }).click();
    await see(heading(holder, MIDDLE));
    await page.getByRole('link', { name: LOW }).click();
    await see(heading(holder, LOW), page.getByText(say('groups.opens.none')));
    await see(page.getByText(say('groups.access.inherited')), page.getByRole('link', { name: OFFICE }));
  });

  test('a member is found and added, after it was seen what they gain, and reaches it at once (G4, P9)', async () => {
    const { page, say } = holder;
    await page.getByRole('button', { name: say('groups.members.add') }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('searchbox').fill('deuring');
    await gone(dialog.getByRole('checkbox', { name: emmy.name }));
    await dialog.getByRole('checkbox', { name: max.name }).check();
    await see(dialog.getByText(say('consequence.computer.gained', { total: 1 })));
    await look(holder, 'groups-add', { isOpen: true });
    await dialog.getByRole('button', { name: say('groups.members.add.submit', { count: 1 }) }).click();
    await see(page.getByText(say('groups.members.added', { count: 1 })), rowOf(holder, max.email));
    await look(holder, 'groups-page');
    await member.page.reload();
    await see(member.page.getByRole('link', { name: DESK }));
  });

  test('the search of everything finds a group by name, and makes a new one', async () => {
    const { page, say } = holder;
    await goTo(holder, 'home');
    await page.keyboard.press('Control+k');
    await see(page.getByRole('combobox', { name: say('palette.title') }));
    await page.keyboard.type('nachts');
    await see(page.getByRole('option', { name: `${LOW} ${MIDDLE}` }));
    await page.keyboard.press('Enter');
    await see(heading(holder, LOW));
    await page.keyboard.press('Control+k');
    await see(page.getByRole('combobox', { name: say('palette.title') }));
    await page.keyboard.type(say('palette.act.new-group'));
    await page.getByRole('option', { name: say('palette.act.new-group') }).click();
    await see(page.getByRole('dialog').getByText(say('groups.new.title')));
    await page.keyboard.press('Escape');
  });

  test('a group is moved anywhere but below itself, and before it who loses access is said (P9, G10)', async () => {
    const { page, say } = holder;
    await see(lineOf(holder, MIDDLE));
    await pick(holder, MIDDLE, say('groups.act.move'));
    const dialog = page.getByRole('dialog');
    await see(dialog.getByRole('radio', { name: say('groups.place.top') }));
    await gone(dialog.getByRole('radio', { name: LOW }));
    await dialog.getByRole('radio', { name: say('groups.place.top') }).check();
    await see(dialog.getByText(say('consequence.user.lost', { total: 1 })), dialog.getByText(max.name));
    await look(holder, 'groups-move', { isOpen: true });
    await dialog.getByRole('button', { name: say('groups.move.submit') }).click();
    await see(page.getByText(say('groups.moved')));
    await member.page.reload();
    await see(member.page.getByText(member.say('home.member.empty')));
    await gone(member.page.getByRole('link', { name: DESK }));
  });

  test('a member is taken out, and a group that holds no other is deleted (G1)', async () => {
    const { page, say } = holder;
    await page.getByRole('button', { name: say('kit.table.menu', { name: MIDDLE }) }).click();
    await see(page.getByRole('menuitem', { name: say('refusal.group-has-groups') }));
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: LOW }).click();
    await page.getByRole('checkbox', { name: say('kit.table.select', { name: max.name }) }).check();
    await page.getByRole('button', { name: say('groups.members.remove') }).click();
    const dialog = page.getByRole('dialog');
    await see(dialog.getByText(say('groups.members.remove.text')));
    await dialog.getByRole('button', { name: say('groups.members.remove.submit', { count: 1 }) }).click();
    await see(page.getByText(say('groups.members.empty')));
    await page.getByRole('button', { name: say('groups.act.delete'), exact: true }).click();
    await see(dialog.getByText(say('groups.delete.text')));
    await dialog.getByRole('button', { name: say('groups.delete.submit') }).click();
    await see(page.getByText(say('groups.deleted')), lineOf(holder, MIDDLE));
    await gone(lineOf(holder, LOW));
  });

  test('the activity names the groups, those that are gone too (U2)', async () => {
    const { page, say } = holder;
    await goTo(holder, 'activity');
    await see(rowOf(holder, say('activity.act.group.delete')).filter({ hasText: LOW }));
    await see(rowOf(holder, say('activity.act.group.move')).getByRole('link', { name: MIDDLE }));
    await look(holder, 'groups-activity', { isPictured: false });
    await page.getByRole('link', { name: MIDDLE }).first().click();
    await see(heading(holder, MIDDLE));
  });

  test('who may not see users finds no way to the groups, and none of their names (G11)', async () => {
    const { page, say } = member;
    await see(page.getByRole('link', { name: say('kit.nav.home'), exact: true }));
    assert.equal(await page.getByRole('link', { name: say('kit.nav.groups') }).count(), 0);
    await page.goto(house.url + new URL(holder.page.url()).pathname);
    await see(page.getByText(say('refusal.not-permitted', { permission: say('kit.permission.users.view') })));
    assert.equal(await page.getByText(MIDDLE).count(), 0);
  });
});

/** The line of a group in the tree. */
function lineOf({ page }: Visitor, name: string) {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
}

/** The group whose line has the focus. */
async function focused({ page }: Visitor): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.querySelector('a')?.textContent ?? undefined);
}

/** Opens the menu of a line and picks an act; what can't be done says why with other acts’ words. */
async function pick({ page, say }: Visitor, name: string, act: string): Promise<void> {
  await page.getByRole('button', { name: say('kit.table.menu', { name }) }).click();
  await page.getByRole('menuitem', { name: act, exact: true }).click();
}

/** A computer that stands in a group of computers, without a machine behind it. */
async function computerInGroup(house: House): Promise<void> {
  await house.look(
    `with office as (
       insert into computer_group (account_id, id, name, name_key, made_at) select id, gen_random_uuid(), $1, lower($1), now() from account
       returning account_id, id)
     insert into computer (account_id, id, device_key, name, status, made_at, hostname, os, group_id)
      select account_id, gen_random_uuid(), decode(repeat('07', 32), 'hex'), $2, 'active', now(), 'tisch-12', 'Debian 12', id from office`,
    [OFFICE, DESK],
  );
}
