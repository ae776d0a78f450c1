import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Permission } from '@latchkey/domain/role';
import { makeGroup } from './group-ways.ts';
import { type Founder, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { gone, heading, openStage, reads, see, type Stage, type Visitor } from './visitor.ts';
import { acceptAsNew, comeHome, goTo, invitationTo, invite, pathOf, pick, rowOf, speak } from './ways.ts';

const lise: Founder = {
  name: 'Lise Meitner',
  email: 'lise@kerne.test',
  password: 'spaltung am 6. januar 1939',
  company: 'Kernforschung',
};
const fritz = { name: 'Fritz Straßmann', email: 'fritz@kerne.test', password: 'barium statt radium 1938' };
const ida = { name: 'Ida Noddack', email: 'ida@kerne.test', password: 'rhenium und masurium 1925' };
const [DESK, TEAM, SHIFT] = ['Helpdesk', 'Labor', 'Nachtschicht'] as const;

describe('Rollen und Berechtigungen', { concurrency: 1 }, () => {
  let house: House;
  let stage: Stage;
  let holder: Visitor;
  let member: Visitor;

  before(async () => {
    house = await openHouse();
    await found(house, lise, 'de');
    stage = await openStage(house);
    holder = await stage.visit('/sign-in');
    await speak(holder, 'de');
    await comeHome(holder, lise);
    await invite(holder, fritz.email);
    member = await stage.visit(pathOf(await invitationTo(holder, fritz.email)));
    await reads(member, 'de');
    await acceptAsNew(member, fritz);
    await see(heading(member, member.say('home.welcome', { name: fritz.name })));
  });
  afterEach(() => stage.check());
  after(async () => {
    await stage?.close();
    await house?.stop();
  });

  test('who has no custom roles reads what they are for, and makes the first one from there (G5)', async () => {
    const { page, say } = holder;
    await goTo(holder, 'roles');
    await see(page.getByText(say('roles.custom.none.title')), page.getByText(say('kit.role.super_admin')));
    await page.getByText(say('kit.role.admin'), { exact: true }).click();
    await see(page.getByText(say('roles.permission.users.view')));
    await look(holder, 'roles-empty');
    await page.getByRole('button', { name: say('roles.new') }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(say('roles.name'), { exact: true }).fill(DESK);
    await dialog.getByRole('checkbox', { name: say('kit.permission.users.view') }).check();
    await dialog.getByRole('checkbox', { name: say('kit.permission.sessions.view') }).check();
    await look(holder, 'roles-new', { isOpen: true });
    await dialog.getByRole('button', { name: say('roles.make') }).click();
    await gone(dialog);
    await see(page.getByText(say('roles.made')), page.getByText(DESK, { exact: true }));
    await look(holder, 'roles');
  });

  test('a user is given the custom role, and sees at once what it opens and nothing else (G2, G5)', async () => {
    const { page, say } = holder;
    await goTo(holder, 'users');
    await see(rowOf(holder, fritz.email));
    await pick(holder, fritz.name, say('users.act.change-role'));
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: DESK }).check();
    await see(dialog.getByText(say('consequence.permission.gained', { total: 2 })));
    await look(holder, 'roles-give', { isOpen: true });
    await dialog.getByRole('button', { name: say('users.bulk.change-role', { count: 1 }) }).click();
    await gone(dialog);
    await see(rowOf(holder, fritz.email).getByText(DESK));
    await goTo(member, 'users');
    await see(rowOf(member, lise.email));
    await goTo(member, 'roles');
    await see(
      member.page.getByText(say('roles.read-only')),
      member.page.getByText(say('refusal.not-permitted', { permission: say('kit.permission.roles.manage') })),
      member.page.getByText(DESK, { exact: true }),
    );
    assert.equal(await member.page.getByRole('button', { name: say('roles.new') }).count(), 0);
    await look(member, 'roles-read-only');
    await member.page.goto(house.url + new URL(member.page.url()).pathname.replace('roles', 'activity'));
    await see(member.page.getByText(say('refusal.not-permitted', { permission: say('kit.permission.audit.view') })));
  });

  test('a user’s page says what they may do, where it comes from, and why (G2, G7)', async () => {
    const { page, say } = holder;
    await page.getByRole('link', { name: fritz.name }).click();
    await see(heading(holder, fritz.name), page.getByText(say('roles.source.role', { role: DESK })));
    await page.getByRole('button', { name: say('roles.own.title', { name: fritz.name }) }).click();
    const dialog = page.getByRole('dialog');
    await see(dialog.getByText(say('roles.from', { where: say('roles.source.role', { role: DESK }) })));
    await dialog.getByRole('checkbox', { name: say('kit.permission.audit.view') }).check();
    await see(dialog.getByText(say('consequence.permission.gained', { total: 1 })));
    await look(holder, 'roles-own', { isOpen: true });
    await dialog.getByRole('button', { name: say('roles.save') }).click();
    await gone(dialog);
    await see(page.getByText(say('roles.source.own')));
    await look(holder, 'roles-user');
    await why(holder, 'sessions.view');
    await see(
      dialog.getByText(say('roles.why.yes', { who: 'other', name: fritz.name })),
      dialog.getByText(say('roles.why.way.role', { who: 'other', name: fritz.name, role: DESK })),
    );
    await page.keyboard.press('Escape');
    await gone(dialog);
    await page.getByText(say('roles.card.others', { count: 10 })).click();
    await why(holder, 'computers.manage');
    await see(dialog.getByText(say('roles.why.missing.permission')), dialog.getByText(say('roles.why.give')));
    await look(holder, 'roles-why', { isOpen: true });
    await page.keyboard.press('Escape');
    await gone(dialog);
  });

  test('a user group lets those in it do something, and those below it too (G2)', async () => {
    const { page, say } = holder;
    const dialog = page.getByRole('dialog');
    await goTo(holder, 'groups');
    await page.getByRole('button', { name: say('groups.new') }).click();
    await makeGroup(holder, TEAM);
    await page.getByRole('link', { name: TEAM }).click();
    await page.getByRole('button', { name: say('groups.act.new') }).click();
    await makeGroup(holder, SHIFT);
    await page.getByRole('button', { name: say('roles.group.title', { name: TEAM }) }).click();
    await dialog.getByRole('checkbox', { name: say('kit.permission.computers.unlock') }).check();
    await see(dialog.getByText(say('roles.nothing-changes')));
    await look(holder, 'roles-group-change', { isOpen: true });
    await dialog.getByRole('button', { name: say('roles.save') }).click();
    await gone(dialog);
    await see(page.getByText(say('kit.permission.computers.unlock')));
    await page.getByRole('link', { name: SHIFT }).click();
    await see(heading(holder, SHIFT), page.getByText(say('roles.group.none')));
    await see(page.getByText(say('kit.permission.computers.unlock')), page.getByRole('link', { name: TEAM }));
    await look(holder, 'roles-group');
  });

  test('an invitation brings a custom role and permissions beside it (I2)', async () => {
    const { page, say } = holder;
    await goTo(holder, 'invite');
    await page.getByLabel(say('invite.addresses')).fill(ida.email);
    await page.getByRole('radio', { name: DESK }).check();
    await page.getByText(say('roles.invite.own'), { exact: true }).click();
    await page.getByRole('checkbox', { name: say('kit.permission.computers.enrol') }).check();
    await see(page.getByText(say('roles.from', { where: say('roles.source.role', { role: DESK }) })));
    await look(holder, 'roles-invite');
    await page.getByRole('button', { name: say('invite.send', { count: 1 }), exact: true }).click();
    await see(page.getByRole('heading', { name: say('invite.invited.title', { count: 1 }), exact: true }));
    await goTo(holder, 'users');
    await see(rowOf(holder, ida.email).getByText(DESK));
    const invited = await stage.visit(pathOf(await invitationTo(holder, ida.email)));
    await reads(invited, 'de');
    await acceptAsNew(invited, ida);
    await see(heading(invited, invited.say('home.welcome', { name: ida.name })));
    await goTo(invited, 'users');
    await see(rowOf(invited, ida.email));
  });

  test('how many have a role leads to who they are, and the users list is narrowed to it from there too (G5, N1)', async () => {
    const { page, say } = holder;
    await goTo(holder, 'roles');
    await page.getByRole('link', { name: `${say('roles.users', { count: 2 })}: ${DESK}` }).click();
    const chosen = page.getByRole('button', { name: say('users.filter.with-role', { name: DESK }) });
    await see(rowOf(holder, fritz.email), rowOf(holder, ida.email), chosen);
    await gone(rowOf(holder, lise.email));
    await see(page.getByText(say('users.count', { count: 2 })));
    await look(holder, 'users-of-role');
    await chosen.focus();
    await page.keyboard.press('Enter');
    const choice = (name: string) => page.getByRole('menuitemcheckbox', { name, exact: true });
    assert.equal(await choice(DESK).getAttribute('aria-checked'), 'true');
    await look(holder, 'users-roles', { isOpen: true });
    await choice(say('kit.role.holder')).click();
    await see(rowOf(holder, lise.email));
    await gone(rowOf(holder, ida.email));
    await choice(DESK).click();
    await see(rowOf(holder, ida.email));
    await gone(rowOf(holder, lise.email));
    await page.keyboard.press('Escape');
    await page.reload();
    await see(rowOf(holder, fritz.email), rowOf(holder, ida.email), chosen);
    await gone(rowOf(holder, lise.email));
  });

  test('before a role is changed or deleted it says who gains and loses what (G8, P9)', async () => {
    const { page, say } = holder;
    await goTo(holder, 'roles');
    await page.getByText(DESK, { exact: true }).click();
    await page.getByRole('button', { name: say('roles.edit') }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: say('kit.permission.sessions.view') }).uncheck();
    await see(dialog.getByText(say('consequence.permission.lost', { total: 2 })));
    await dialog.getByRole('checkbox', { name: say('kit.permission.computers.unlock') }).check();
    await see(dialog.getByText(say('consequence.permission.gained', { total: 2 })));
    await look(holder, 'roles-edit', { isOpen: true });
    await dialog.getByRole('button', { name: say('roles.save') }).click();
    await gone(dialog);
    await page.getByRole('button', { name: say('roles.delete') }).click();
    await see(dialog.getByText(say('roles.delete.text', { count: 2 })));
    await see(dialog.getByText(say('consequence.permission.lost', { total: 4 })));
    await look(holder, 'roles-delete', { isOpen: true });
    await dialog.getByRole('button', { name: say('roles.delete.submit') }).click();
    await gone(dialog);
    await see(page.getByText(say('roles.custom.none.title')));
  });
});

/** Asks on a user’s page why they may do something. */
async function why({ page, say }: Visitor, permission: Permission): Promise<void> {
  const name = say(`kit.permission.${permission}`);
  await page.getByRole('listitem').filter({ hasText: name }).getByRole('button', { name }).click();
}
