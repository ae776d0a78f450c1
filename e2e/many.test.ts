import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { crowdOf, fleetOf } from '../apps/server/test/operations/batches.ts';
import { MOST_IN_MENU } from '../apps/web/src/kit/profiles.ts';
import { ada, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { gone, heading, openStage, see, type Stage, type Visitor } from './visitor.ts';
import { comeHome, goTo, rowOf } from './ways.ts';

/** More than a job does at once, and more than a page of the list has; the others are not meant. */
const MEANT = 640;
const OTHERS = 30;
const STEM = 'Saturn';

/** More than a page of computers has. */
const RACKS = 260;

const ACCOUNTS = 200;

describe('Many of everything', { concurrency: 1 }, () => {
  let house: House;
  let stage: Stage;
  let holder: Visitor;

  before(async () => {
    house = await openHouse();
    await found(house);
    stage = await openStage(house);
    holder = await stage.visit('/sign-in');
    await comeHome(holder, ada);
    const accountId = new URL(holder.page.url()).pathname.split('/')[2] ?? assert.fail('they are in an account');
    await crowdOf({ server: house, accountId }, STEM, MEANT);
    await crowdOf({ server: house, accountId }, 'Jupiter', OTHERS);
    await fleetOf({ server: house, accountId }, 'Rack', RACKS);
    await fleetOf({ server: house, accountId }, 'Laptop', 2);
  });
  afterEach(() => stage.check());
  after(async () => {
    await stage?.close();
    await house?.stop();
  });

  test('all that match a search are suspended as one job, after its consequences were seen (P6, P9, I11)', async () => {
    const { page, say } = holder;
    await goTo(holder, 'users');
    await page.getByRole('searchbox', { name: say('users.search') }).fill(STEM);
    await see(page.getByText(say('users.count', { count: MEANT }), { exact: true }));
    await gone(rowOf(holder, 'Jupiter'));
    await page.getByRole('checkbox', { name: say('kit.table.select-all') }).check();
    await page.getByRole('button', { name: say('batch.select', { count: MEANT }) }).click();
    await see(page.getByText(say('batch.selected', { count: MEANT })));
    await look(holder, 'many-all-selected');

    await page.getByRole('button', { name: say('users.short.suspend'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    await see(
      dialog.getByRole('heading', { name: say('users.suspend.title', { count: MEANT, more: 'no', name: '' }) }),
      dialog.getByText(say('users.all.text')),
    );
    const confirm = dialog.getByRole('button', { name: say('users.bulk.suspend', { count: MEANT }) });
    await see(confirm);
    await look(holder, 'many-consequences');
    await confirm.click();
    await see(page.getByRole('progressbar', { name: say('users.bulk.suspend', { count: MEANT }) }));
    await see(page.getByText(say('batch.did.suspend', { count: MEANT })));
    // Nobody reloads: the news do it.
    await see(rowOf(holder, `${STEM} 1`).getByText(say('users.status.suspended'), { exact: true }));
    await gone(page.getByText(say('users.status.active'), { exact: true }));
    await look(holder, 'many-suspended');

    await page.getByRole('searchbox', { name: say('users.search') }).fill('Jupiter');
    await see(rowOf(holder, 'Jupiter 1').getByText(say('users.status.active'), { exact: true }));
    await page.getByRole('button', { name: say('batch.hide') }).click();
    await page.getByRole('link', { name: 'Jupiter 1', exact: true }).click();
    await see(heading(holder, 'Jupiter 1'), page.locator('nav [aria-current]', { hasText: say('kit.nav.users') }));
  });

  test('all computers that match are moved as one job, and who would lose what was said first (C3, P9)', async () => {
    const { page, say } = holder;
    await house.look(
      `insert into computer_group (account_id, id, name, name_key, made_at)
        select id, gen_random_uuid(), 'Basement', 'basement', now() from account`,
    );
    await page.getByRole('link', { name: say('kit.nav.computers'), exact: true }).click();
    await page.getByRole('searchbox', { name: say('computers.search') }).fill('Rack');
    await see(page.getByText(say('computers.count', { count: RACKS }), { exact: true }));
    await page.getByRole('checkbox', { name: say('kit.table.select-all') }).check();
    await page.getByRole('button', { name: say('batch.select', { count: RACKS }) }).click();
    await see(page.getByText(say('batch.selected', { count: RACKS })));
    await page.getByRole('button', { name: say('computers.short.move'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Basement' }).check();
    await see(dialog.getByText(say('computers.all.text')));
    const confirm = dialog.getByRole('button', { name: say('computers.bulk.move', { count: RACKS }) });
    await see(confirm);
    await look(holder, 'many-computers-asked', { isOpen: true });
    await confirm.click();
    await see(page.getByText(say('batch.did.move', { count: RACKS })));
    // Nobody reloads: the news do it.
    await see(rowOf(holder, 'Rack 1').first().getByText('Basement'));
    await page.getByRole('searchbox', { name: say('computers.search') }).fill('Laptop');
    await see(rowOf(holder, 'Laptop 1').getByText(say('computers.group.none')));
    await page.getByRole('button', { name: say('batch.hide') }).click();
    await gone(page.getByText(say('batch.did.move', { count: RACKS })));
  });

  test('who is in two hundred accounts sees those used last on Home, and all on their own page (P2, P3)', async () => {
    const { page, say } = holder;
    await house.look(
      `with fresh as (insert into account (id, company_name, language, made_at)
         select gen_random_uuid(), 'Company ' || n, 'en', now() from generate_series(1, $2) n returning id)
       insert into member (account_id, id, person_id, email, name, status, role, made_at)
       select fresh.id, gen_random_uuid(), person.id, person.email, person.name, 'active', 'member', now() from fresh, person
        where person.email = $1`,
      [ada.email, ACCOUNTS - 1],
    );
    await page.goto(house.url);
    const others = page.getByRole('link', { name: /^Switch to User of Company/ });
    await see(others);
    assert.equal(await others.count(), MOST_IN_MENU);
    await look(holder, 'home-two-hundred-profiles');
    await page.getByRole('link', { name: say('home.others.all', { count: ACCOUNTS }) }).click();
    await see(heading(holder, say('person.title')), page.getByText('User of Company 199', { exact: true }));
  });
});
