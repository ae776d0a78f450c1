import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { computersOf, inviteInto, makeGroup, sent } from './group-ways.ts';
import { type Founder, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { gone, heading, openStage, reads, see, type Stage, type Visitor } from './visitor.ts';
import { acceptAsNew, comeHome, goTo, invitationTo, pathOf, pick, rowOf, speak } from './ways.ts';

const clara: Founder = {
  name: 'Clara Immerwahr',
  email: 'clara@salze.test',
  password: 'loesliche salze 1900 breslau',
  company: 'Salzwerke',
};
const paul = { name: 'Paul Sabatier', email: 'paul@salze.test', password: 'nickel und wasserstoff 1897' };
const eva = { name: 'Eva Ramstedt', email: 'eva@salze.test', password: 'radium in uppsala 1910' };
const kurt = { name: 'Kurt Alder', email: 'kurt@salze.test', password: 'diene in kiel seit 1928' };
const [anna, ben, tom] = ['anna@salze.test', 'ben@salze.test', 'tom@salze.test'] as const;
const [SALES, FIELD, TEAM, SUPPORT, ROLE] = [
  'Vertrieb',
  'Außendienst',
  'Messen',
  'Kundendienst',
  'Vertriebsleitung',
] as const;

const [TECHNICIAN, OFFICE, DESK, STORE] = ['Technik', 'Büro', 'Tisch 12', 'Lager 3'] as const;

describe('Gruppenverwalter', { concurrency: 1 }, () => {
  let house: House;
  let stage: Stage;
  let holder: Visitor;
  let manager: Visitor;

  before(async () => {
    house = await openHouse();
    await found(house, clara, 'de');
    stage = await openStage(house);
    holder = await stage.visit('/sign-in');
    await speak(holder, 'de');
    await comeHome(holder, clara);
    await goTo(holder, 'groups');
    const { page, say } = holder;
    for (const name of [SALES, SUPPORT]) {
      await page.getByRole('button', { name: say('groups.new') }).click();
      await makeGroup(holder, name);
    }
    await page.getByRole('link', { name: SALES }).click();
    await page.getByRole('button', { name: say('groups.act.new') }).click();
    await makeGroup(holder, FIELD);
    await inviteInto(holder, anna, [SALES]);
    await inviteInto(holder, ben, [SUPPORT]);
    await inviteInto(holder, tom, [SALES, SUPPORT]);
  });
  afterEach(() => stage.check());
  after(async () => {
    await stage?.close();
    await house?.stop();
  });

  test('a role is limited to a user group: what it holds counts there only, and what can’t be limited is not in it (G5)', async () => {
    const { page, say } = holder;
    await goTo(holder, 'roles');
    await page.getByRole('button', { name: say('roles.new') }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(say('roles.name'), { exact: true }).fill(ROLE);
    await dialog.getByRole('button', { name: say('roles.manager'), exact: true }).click();
    await dialog.getByRole('button', { name: say('roles.make') }).click();
    await see(dialog.getByText(say('roles.limits.users.missing')));
    await dialog.getByRole('checkbox', { name: SALES, exact: true }).check();
    const inSales = say('roles.for.users', { users: SALES, computers: '' });
    await see(dialog.getByText(inSales).first(), dialog.getByText(say('roles.unlimitable')).first());
    await look(holder, 'managers-role', { isOpen: true });
    await dialog.getByRole('button', { name: say('roles.make') }).click();
    await gone(dialog);
    await see(page.getByText(ROLE, { exact: true }), page.getByText(inSales));
    await page.getByText(ROLE, { exact: true }).click();
    await look(holder, 'managers-roles');
  });

  test('an invitation brings the role, and who has it finds what they look after, and no more (G5, G11)', async () => {
    await goTo(holder, 'invite');
    await holder.page.getByLabel(holder.say('invite.addresses')).fill(paul.email);
    await holder.page.getByRole('radio', { name: ROLE }).check();
    await sent(holder);
    manager = await stage.visit(pathOf(await invitationTo(holder, paul.email)));
    await reads(manager, 'de');
    await acceptAsNew(manager, paul);
    const { page, say } = manager;
    await see(heading(manager, say('home.welcome', { name: paul.name })));
    const mine = say('kit.own-groups.users', { groups: SALES });
    await see(page.getByText(mine), page.getByRole('heading', { name: say('home.attention') }));
    await look(manager, 'managers-home');
    const menu = page.getByRole('navigation', { name: say('kit.nav') });
    for (const place of ['users', 'invite', 'groups'] as const)
      await see(menu.getByRole('link', { name: say(`kit.nav.${place}`), exact: true }));
    for (const place of ['roles', 'activity', 'settings', 'tokens'] as const)
      assert.equal(await menu.getByRole('link', { name: say(`kit.nav.${place}`), exact: true }).count(), 0, place);
    await goTo(manager, 'users');
    await see(page.getByText(mine), rowOf(manager, anna), rowOf(manager, tom));
    for (const other of [ben, clara.email]) assert.equal(await rowOf(manager, other).count(), 0, other);
    await look(manager, 'managers-users');
    await goTo(manager, 'groups');
    await see(page.getByText(mine), page.getByRole('link', { name: SALES }), page.getByRole('link', { name: FIELD }));
    assert.equal(await page.getByText(SUPPORT).count(), 0);
  });

  test('their uppermost group stays what and where it is, and they make others below it (G11)', async () => {
    const { page, say } = manager;
    await page.getByRole('button', { name: say('kit.table.menu', { name: SALES }) }).click();
    await see(page.getByRole('menuitem', { name: say('groups.own-top') }).first());
    await look(manager, 'managers-groups', { isOpen: true });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: say('groups.new') }).click();
    const dialog = page.getByRole('dialog');
    await see(dialog.getByRole('radio', { name: SALES }));
    assert.equal(await dialog.getByRole('radio', { name: say('groups.place.top') }).count(), 0);
    await look(manager, 'managers-new-group', { isOpen: true });
    await makeGroup(manager, TEAM);
    await see(page.getByRole('link', { name: TEAM }));
    await page.getByRole('link', { name: SALES }).click();
    await see(heading(manager, SALES), rowOf(manager, anna), rowOf(manager, tom));
    await look(manager, 'managers-group');
  });

  test('they invite into a group of theirs, never without one; who accepts is in it (I2, G11)', async () => {
    const { page, say } = manager;
    await goTo(manager, 'invite');
    await page.getByLabel(say('invite.addresses')).fill(eva.email);
    await see(page.getByText(say('invite.role.fixed')));
    const own = page.getByRole('checkbox', { name: SALES, exact: true });
    await own.uncheck();
    await page.getByRole('button', { name: say('invite.send', { count: 1 }), exact: true }).click();
    await see(page.getByText(say('invite.groups.missing')));
    await look(manager, 'managers-invite');
    await own.check();
    await sent(manager);
    const invited = await stage.visit(pathOf(await invitationTo(manager, eva.email)));
    await reads(invited, 'de');
    await acceptAsNew(invited, eva);
    await see(heading(invited, invited.say('home.welcome', { name: eva.name })));
    await goTo(manager, 'users');
    await page.getByRole('link', { name: eva.name }).click();
    await see(heading(manager, eva.name));
    await see(page.getByRole('link', { name: SALES }));
    await look(manager, 'managers-user');
  });

  test('why somebody may do something is said to them, too (G7)', async () => {
    const { page, say } = manager;
    await page.getByText(say('roles.card.others', { count: 13 })).click();
    const name = say('kit.permission.audit.view');
    await page.getByRole('listitem').filter({ hasText: name }).getByRole('button', { name }).click();
    const dialog = page.getByRole('dialog');
    await see(dialog.getByText(say('roles.why.missing.permission')));
    await look(manager, 'managers-why', { isOpen: true });
    await page.keyboard.press('Escape');
    await gone(dialog);
  });

  test('they suspend who is in their groups only, and are refused where others look after somebody, too (G10, G11)', async () => {
    const { page, say } = manager;
    const dialog = page.getByRole('dialog');
    await goTo(manager, 'users');
    await pick(manager, eva.name, say('users.act.suspend'));
    await dialog.getByRole('button', { name: say('users.bulk.suspend', { count: 1 }) }).click();
    await gone(dialog);
    await see(rowOf(manager, eva.email).getByText(say('users.status.suspended')));
    const others = say('users.further', { count: 1, company: clara.company });
    await page.getByRole('button', { name: say('kit.table.menu', { name: tom }) }).click();
    await see(page.getByRole('menuitem', { name: others }).first());
    await look(manager, 'managers-refused', { isOpen: true });
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: tom }).click();
    await see(heading(manager, tom), page.getByText(say('users.page.groups.others', { count: 1 })));
    await see(page.getByText(others, { exact: true }));
    const withdraw = page.getByRole('button', { name: say('users.act.withdraw') });
    assert.equal(await withdraw.getAttribute('aria-description'), others);
    await look(manager, 'managers-shared-user');
  });

  test('the address of somebody or a group outside shows what one that never was shows (G11)', async () => {
    const { page, say } = manager;
    const path = async (name: string) => {
      await holder.page.getByRole('link', { name }).click();
      await see(heading(holder, name));
      return new URL(holder.page.url()).pathname;
    };
    await goTo(holder, 'users');
    const outsider = await path(ben);
    await goTo(holder, 'groups');
    const group = await path(SUPPORT);
    await page.goto(house.url + outsider);
    await see(heading(manager, say('users.page.gone.title')));
    await look(manager, 'managers-gone', { isPictured: false });
    await page.goto(house.url + group);
    await see(heading(manager, say('groups.page.gone.title')));
  });

  test('a role goes to another group; once its groups are gone it counts for nobody, and says so (G5, P9)', async () => {
    const { page, say } = holder;
    const dialog = page.getByRole('dialog');
    await goTo(holder, 'roles');
    await page.getByText(ROLE, { exact: true }).click();
    await page.getByRole('button', { name: say('roles.edit') }).click();
    await dialog.getByRole('checkbox', { name: SALES, exact: true }).uncheck();
    await see(dialog.getByText(say('roles.limits.users.missing')));
    await dialog.getByRole('checkbox', { name: `${SALES} › ${TEAM}` }).check();
    await see(dialog.getByText(say('consequence.manager.lost', { total: 1 })));
    await look(holder, 'managers-role-edit', { isOpen: true });
    await dialog.getByRole('button', { name: say('roles.save') }).click();
    await gone(dialog);
    await see(page.getByText(say('roles.for.users', { users: TEAM, computers: '' })));
    await goTo(holder, 'groups');
    await pick(holder, TEAM, say('groups.act.delete'));
    await dialog.getByRole('button', { name: say('groups.delete.submit') }).click();
    await gone(dialog);
    await goTo(holder, 'roles');
    await see(page.getByText(say('roles.limits.gone.users')));
    await look(holder, 'managers-gone-role');
    await goTo(manager, 'home');
    await see(manager.page.getByText(say('kit.own-groups.none')));
    await gone(manager.page.getByRole('link', { name: say('kit.nav.invite'), exact: true }));
    await look(manager, 'managers-nobody');
  });

  test('the activity says to how many groups a role was limited (U2)', async () => {
    const { page, say } = holder;
    await goTo(holder, 'activity');
    await see(page.getByText(say('activity.limited.users', { count: 1 })).first());
  });

  test('who has a role limited to a group of computers manages what stands there, and sees no others (G5, G11)', async () => {
    const { page, say } = holder;
    await computersOf(house, { group: OFFICE, inside: DESK, outside: STORE });
    await goTo(holder, 'roles');
    await page.getByRole('button', { name: say('roles.new') }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(say('roles.name'), { exact: true }).fill(TECHNICIAN);
    await dialog.getByRole('checkbox', { name: say('roles.limits.computers') }).check();
    await dialog.getByRole('checkbox', { name: OFFICE, exact: true }).check();
    for (const permission of ['computers.enrol', 'computers.manage', 'computers.unlock'] as const)
      await dialog.getByRole('checkbox', { name: say(`kit.permission.${permission}`) }).check();
    await dialog.getByRole('button', { name: say('roles.make') }).click();
    await gone(dialog);
    await goTo(holder, 'invite');
    await page.getByLabel(say('invite.addresses')).fill(kurt.email);
    await page.getByRole('radio', { name: TECHNICIAN }).check();
    await sent(holder);
    const keeper = await stage.visit(pathOf(await invitationTo(holder, kurt.email)));
    await reads(keeper, 'de');
    await acceptAsNew(keeper, kurt);
    await see(heading(keeper, keeper.say('home.welcome', { name: kurt.name })));
    await keepsComputers(keeper);
  });
});

/** Finds the computers of their group and what may be done there, and nothing else. */
async function keepsComputers(keeper: Visitor): Promise<void> {
  const { page, say } = keeper;
  const menu = page.getByRole('navigation', { name: say('kit.nav') });
  await menu.getByRole('link', { name: say('kit.nav.computers'), exact: true }).click();
  await see(page.getByText(say('kit.own-groups.computers', { groups: OFFICE })), rowOf(keeper, DESK));
  assert.equal(await page.getByText(STORE).count(), 0);
  assert.equal(await menu.getByRole('link', { name: say('kit.nav.users'), exact: true }).count(), 0);
  await look(keeper, 'managers-computers');
  await page.getByRole('button', { name: say('kit.table.menu', { name: DESK }) }).click();
  await see(page.getByRole('menuitem', { name: say('computers.act.remove') }));
  assert.equal(await page.getByRole('menuitem', { name: say('computers.act.owner') }).count(), 0);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: DESK }).click();
  await see(heading(keeper, DESK), page.getByRole('button', { name: say('computers.rename') }));
  await see(page.getByText(say('computers.reach.others', { users: '1' })));
  await look(keeper, 'managers-computer');
  await menu.getByRole('link', { name: say('kit.nav.computers'), exact: true }).click();
  await page.getByRole('link', { name: say('computers.add') }).click();
  const group = page.getByLabel(say('computers.column.group'));
  await see(group);
  assert.deepEqual(await group.locator('option').allInnerTexts(), [OFFICE]);
  await look(keeper, 'managers-add');
  await menu.getByRole('link', { name: say('kit.nav.sessions'), exact: true }).click();
  await see(page.getByRole('tab', { name: say('sessions.locks') }));
}
