import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { crowdOf } from '../apps/server/test/operations/batches.ts';
import { MOST_IN_MENU } from '../apps/web/src/kit/profiles.ts';
import { ada, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { gone, heading, openStage, see, type Stage, type Visitor } from './visitor.ts';
import { comeHome, goTo, rowOf } from './ways.ts';

/** More than a job does at once, and more than a page of the list has; the others are not meant. */
const MEANT = 640;
const OTHERS = 30;
const STEM = 'Saturn';

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
    await page.getByRole('button', { name: say('users.all.select', { count: MEANT }) }).click();
    await see(page.getByText(say('users.all.selected', { count: MEANT })));
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
    await see(page.getByText(say('users.batch.done', { count: MEANT })));
    // Nobody reloads: the news do it.
    await see(rowOf(holder, `${STEM} 1`).getByText(say('users.status.suspended'), { exact: true }));
    await gone(page.getByText(say('users.status.active'), { exact: true }));
    await look(holder, 'many-suspended');

    await page.getByRole('searchbox', { name: say('users.search') }).fill('Jupiter');
    await see(rowOf(holder, 'Jupiter 1').getByText(say('users.status.active'), { exact: true }));
    await page.getByRole('button', { name: say('users.batch.hide') }).click();
    await page.getByRole('link', { name: 'Jupiter 1', exact: true }).click();
    await see(heading(holder, 'Jupiter 1'), page.locator('nav [aria-current]', { hasText: say('kit.nav.users') }));
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
