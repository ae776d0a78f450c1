import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { ada, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { heading, openStage, see, type Stage, type Visitor } from './visitor.ts';
import { invitationTo } from './ways.ts';

const INVITED = ['joan@acme.test', 'mavis@acme.test', 'margaret@acme.test'];
/** From the heading of a page to its first field. */
const MOST_STEPS = 10;

describe('Without a mouse', { concurrency: 1 }, () => {
  let house: House;
  let stage: Stage;

  before(async () => {
    house = await openHouse();
    await found(house);
    stage = await openStage(house);
  });
  after(async () => {
    await stage?.close();
    await house?.stop();
  });

  test('three people are invited and one of them is found again by keys alone (N2)', async () => {
    const visitor = await stage.visit('/sign-in');
    const { page, context, say } = visitor;
    const keys = page.keyboard;
    await see(heading(visitor, say('entry.sign-in.title')));
    await has(visitor, page.getByLabel(say('entry.email')));
    await keys.type(ada.email);
    await keys.press('Tab');
    await has(visitor, page.getByLabel(say('entry.password'), { exact: true }));
    await keys.type(ada.password);
    await keys.press('Enter');
    await see(heading(visitor, say('home.welcome', { name: ada.name })));

    await find(visitor, say('palette.act.invite'), say('palette.act.invite'));
    await see(heading(visitor, say('invite.title')));
    const addresses = page.getByLabel(say('invite.addresses'));
    await tabTo(visitor, addresses);
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: house.url });
    await page.evaluate(async (text) => navigator.clipboard.writeText(text), INVITED.join('; '));
    await keys.press('Control+v');
    await see(page.getByText(say('invite.count', { count: INVITED.length })));
    await look(visitor, 'keyboard-pasted');
    await has(visitor, addresses);
    await keys.press('Control+Enter');
    await see(page.getByRole('heading', { name: say('invite.invited.title', { count: INVITED.length }), exact: true }));
    for (const email of INVITED) await invitationTo(visitor, email);

    await find(visitor, 'mavis', 'mavis@acme.test');
    await see(heading(visitor, 'mavis@acme.test'));
    assert.match(new URL(page.url()).pathname, /^\/a\/[^/]+\/users\/[^/]+$/);
    await look(visitor, 'keyboard-found');
    stage.check();
  });
});

/** Types into the search of everything and opens the marked answer, which has to be the one meant. */
async function find(visitor: Visitor, words: string, meant: string): Promise<void> {
  const { page, say } = visitor;
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: say('palette.title') });
  await has(visitor, field);
  await page.keyboard.type(words);
  await see(page.locator('[role="option"][aria-selected="true"]').filter({ hasText: meant }));
  await look(visitor, `palette-${words.replaceAll(/\W+/g, '-').toLowerCase()}`, { isOpen: true });
  await page.keyboard.press('Enter');
  await field.waitFor({ state: 'hidden' });
}

/** Presses Tab until something has the focus. */
async function tabTo({ page }: Visitor, aim: Locator): Promise<void> {
  await see(aim);
  for (let step = 0; step < MOST_STEPS; step++) {
    if (await aim.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not reach ${String(aim)}`);
}

/** Waits until something has the focus. */
async function has({ page }: Visitor, thing: Locator): Promise<void> {
  await see(thing);
  const place = await thing.elementHandle();
  await page
    .waitForFunction((element) => element === document.activeElement, place, { timeout: 5000 })
    .catch(async () =>
      assert.fail(`the focus is on ${await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200))}`),
    );
}
