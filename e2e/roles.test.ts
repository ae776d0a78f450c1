import { after, afterEach, before, describe, test } from 'node:test';
import { type Founder, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { gone, heading, openStage, reads, see, type Stage, type Visitor } from './visitor.ts';
import { acceptAsNew, comeHome, goTo, invitationTo, invite, pathOf, speak } from './ways.ts';

const lise: Founder = {
  name: 'Lise Meitner',
  email: 'lise@kerne.test',
  password: 'spaltung am 6. januar 1939',
  company: 'Kernforschung',
};
const otto = { name: 'Otto Frisch', email: 'otto@kerne.test', password: 'tropfen und kerne 1939' };
const DESK = 'Helpdesk';

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
    await invite(holder, otto.email);
    member = await stage.visit(pathOf(await invitationTo(holder, otto.email)));
    await reads(member, 'de');
    await acceptAsNew(member, otto);
    await see(heading(member, member.say('home.welcome', { name: otto.name })));
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
});
