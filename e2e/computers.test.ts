import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { ada, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { gone, heading, openStage, see, type Stage, type Visitor } from './visitor.ts';
import { acceptAsNew, comeHome, goTo, invitationTo, invite, pathOf, pick, rowOf } from './ways.ts';

const grace = { name: 'Grace Hopper', email: 'grace@acme.test', password: 'nanoseconds of wire 1952' };
const DESK = 'Desk 12';

describe('Computers, from a code to their end', { concurrency: 1 }, () => {
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
    await invite(holder, grace.email);
    member = await stage.visit(pathOf(await invitationTo(holder, grace.email)));
    await acceptAsNew(member, grace);
    await see(heading(member, member.say('home.welcome', { name: grace.name })));
  });
  afterEach(() => stage.check());
  after(async () => {
    await stage?.close();
    await house?.stop();
  });

  test('a code is shown once with the line to paste, and the computer that came with it appears by itself (C1)', async () => {
    const { page, say } = holder;
    await page.getByRole('link', { name: say('kit.nav.computers'), exact: true }).click();
    await see(page.getByText(say('computers.empty.title')));
    await page
      .getByRole('link', { name: say('computers.add') })
      .first()
      .click();
    await page.getByRole('button', { name: say('computers.add.make') }).click();
    const code = await page.getByLabel(say('computers.made.code'), { exact: true }).inputValue();
    assert.match(code, /^[0-9A-Z-]{16,}$/);
    await see(page.getByText(`enrol ${house.url} ${code}`).first(), page.getByText(say('computers.made.waiting.text')));
    await computerIn(house, DESK);
    await see(page.getByRole('link', { name: DESK }));
    await look(holder, 'computers-arrived');
  });

  test('it is put into a group, and a user is given access to that group after its consequences were seen (G4, P9)', async () => {
    const { page, say } = holder;
    await page.getByRole('link', { name: say('kit.nav.computers'), exact: true }).click();
    await page.getByRole('link', { name: say('computers.groups'), exact: true }).click();
    await page.getByRole('button', { name: say('computers.groups.new') }).click();
    await page.getByRole('dialog').getByLabel(say('computers.name')).fill('Office');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: say('computers.groups.make') })
      .click();
    await see(page.getByRole('link', { name: 'Office' }));

    await page.getByRole('link', { name: say('kit.nav.computers'), exact: true }).click();
    await pick(holder, DESK, say('computers.act.move'));
    await page.getByRole('dialog').getByRole('radio', { name: 'Office' }).check();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: say('computers.bulk.move', { count: 1 }) })
      .click();
    await see(rowOf(holder, DESK).getByText('Office'));

    await goTo(holder, 'users');
    await see(rowOf(holder, grace.email).getByText(say('users.no-access'), { exact: true }));
    await page.getByRole('link', { name: grace.name }).click();
    await page.getByRole('button', { name: say('computers.access.change'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: say('computers.access.chosen') }).check();
    await dialog.getByRole('checkbox', { name: 'Office', exact: true }).check();
    await see(dialog.getByText(say('consequence.computer.gained', { total: 1 })));
    await look(holder, 'computers-access', { isOpen: true });
    await dialog.getByRole('button', { name: say('computers.access.change.submit') }).click();
    await see(page.getByText(say('computers.count', { count: 1 }), { exact: true }));
  });

  test('the Home of who was given access shows the computer (N2), and its page who reaches it and how (G11)', async () => {
    await member.page.reload();
    await see(member.page.getByRole('link', { name: DESK }));
    await look(member, 'computers-home');
    const { page, say } = holder;
    await page.getByRole('link', { name: say('kit.nav.computers'), exact: true }).click();
    await page.getByRole('link', { name: DESK }).click();
    await see(rowOf(holder, grace.email).getByText(say('computers.reach.way.group', { group: 'Office' })));
    await look(holder, 'computers-page');
  });

  test('by keys alone a member finds their computer, and is led to Connect and to its page (C4)', async () => {
    const { page, say } = member;
    await house.look(
      `update computer set base_cred_id = gen_random_uuid(), node_id = (select id from node order by seen_at desc limit 1) where name = $1`,
      [DESK],
    );
    const places = { connect: say('palette.computer.connect'), page: say('palette.computer.open') };
    for (const [steps, ends] of [
      [0, /\/connect$/],
      [1, /\/computers\/[0-9a-f-]{36}$/],
    ] as const) {
      await page.keyboard.press('Control+k');
      await see(page.getByRole('combobox', { name: say('palette.title') }));
      await page.keyboard.type('desk');
      await see(page.getByRole('option', { name: `${DESK} ${places.connect}` }));
      await see(page.getByRole('option', { name: `${DESK} ${places.page}` }));
      if (steps === 0) await look(member, 'computers-palette', { isOpen: true });
      for (let step = 0; step < steps; step += 1) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL(ends);
      // The field for the code takes the focus when it comes.
      if (steps === 0) await see(page.getByLabel(say('viewer.code'), { exact: true }));
    }
  });

  test('a handover offered to somebody who hears no news stands on their Home without a reload (P11)', async () => {
    const { page, say } = member;
    await page.clock.install();
    await page.getByRole('link', { name: say('kit.nav.home'), exact: true }).click();
    await see(page.getByRole('link', { name: DESK }));
    await house.look(
      `insert into handover (account_id, id, from_member, to_member, made_at, expires_at)
        select f.account_id, gen_random_uuid(), f.id, t.id, now(), now() + interval '1 day'
          from member f join member t on t.account_id = f.account_id and t.email = $1 where f.role = 'holder'`,
      [grace.email],
    );
    await page.clock.fastForward('00:20');
    await see(page.getByText(say('home.handover'), { exact: true }));
    await house.look(`update handover set ending = 'cancelled', ended_at = now()`);
  });

  test('removed it is gone for everybody (C2)', async () => {
    const { page, say } = holder;
    await page.getByRole('button', { name: say('computers.act.remove') }).click();
    const dialog = page.getByRole('dialog');
    await see(dialog.getByText(say('computers.remove.text')));
    await dialog.getByRole('button', { name: say('computers.bulk.remove', { count: 1 }) }).click();
    await see(page.getByText(say('computers.done.remove', { count: 1 })), page.getByText(say('computers.empty.title')));
    await member.page.reload();
    await see(member.page.getByText(member.say('home.member.empty')));
    await gone(member.page.getByRole('link', { name: DESK }));
  });
});

/** A computer as it stands after a machine came in: the journey is that of the screens. */
async function computerIn(house: House, name: string): Promise<void> {
  await house.look(
    `insert into computer (account_id, id, device_key, name, status, made_at, hostname, os)
      select id, gen_random_uuid(), decode(repeat('07', 32), 'hex'), $1, 'active', now(), 'desk-12', 'Debian 12' from account`,
    [name],
  );
}
