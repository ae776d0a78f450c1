import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { type Founder, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { gone, heading, openStage, reads, see, type Stage, type Visitor } from './visitor.ts';
import { acceptAsNew, comeHome, goTo, invitationTo, invite, pathOf, pick, rowOf, speak } from './ways.ts';

const clara: Founder = {
  name: 'Clara Immerwahr',
  email: 'clara@salze.test',
  password: 'loesliche salze 1900 breslau',
  company: 'Salzwerke',
};
const [SALES, FIELD, SUPPORT, ROLE] = ['Vertrieb', 'Außendienst', 'Kundendienst', 'Vertriebsleitung'] as const;

describe('Gruppenverwalter', { concurrency: 1 }, () => {
  let house: House;
  let stage: Stage;
  let holder: Visitor;

  before(async () => {
    house = await openHouse();
    await found(house, clara, 'de');
    stage = await openStage(house);
    holder = await stage.visit('/sign-in');
    await speak(holder, 'de');
    await comeHome(holder, clara);
    await goTo(holder, 'groups');
    await holder.page.getByRole('button', { name: holder.say('groups.new') }).click();
    await makeGroup(holder, SALES);
    await holder.page.getByRole('button', { name: holder.say('groups.new') }).click();
    await makeGroup(holder, SUPPORT);
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
    await look(holder, 'managers-new-role', { isOpen: true });
    await dialog.getByLabel(say('roles.name'), { exact: true }).fill(ROLE);
    await dialog.getByRole('button', { name: say('roles.manager'), exact: true }).click();
    await dialog.getByRole('button', { name: say('roles.make') }).click();
    await see(dialog.getByText(say('roles.limits.users.missing')));
    await dialog.getByRole('checkbox', { name: SALES, exact: true }).check();
    await see(dialog.getByText(say('roles.for.users', { users: SALES, computers: '' })).first());
    await look(holder, 'managers-role', { isOpen: true });
    await dialog.getByRole('button', { name: say('roles.make') }).click();
    await gone(dialog);
    await see(
      page.getByText(ROLE, { exact: true }),
      page.getByText(say('roles.for.users', { users: SALES, computers: '' })).first(),
    );
    await look(holder, 'managers-roles');
    await page.getByText(ROLE, { exact: true }).click();
    await look(holder, 'managers-roles-open');
    await page.getByRole('button', { name: say('roles.edit') }).click();
    await look(holder, 'managers-edit', { isOpen: true });
    await page.keyboard.press('Escape');
  });
});

/** Names the group of the open dialog and makes it. */
async function makeGroup({ page, say }: Visitor, name: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(say('groups.name'), { exact: true }).fill(name);
  await dialog.getByRole('button', { name: say('groups.make') }).click();
  await gone(dialog);
}
