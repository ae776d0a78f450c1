import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { helpOf } from '@latchkey/messages/help';
import { ada, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { heading, openStage, see, type Stage, type Visitor } from './visitor.ts';
import { comeHome, goTo, openMyMenu, speak } from './ways.ts';

describe('Help on every screen', { concurrency: 1 }, () => {
  let house: House;
  let stage: Stage;

  before(async () => {
    house = await openHouse();
    await found(house);
    stage = await openStage(house);
  });
  afterEach(() => stage.check());
  after(async () => {
    await stage?.close();
    await house?.stop();
  });

  test('who can’t sign in finds the answer in French, with the keyboard alone and without accents (H1)', async () => {
    const visitor = await stage.visit('/sign-in');
    await speak(visitor, 'fr');
    const { page, say } = visitor;
    await page
      .getByRole('main')
      .getByRole('link', { name: say('kit.menu.help') })
      .press('Enter');
    await see(heading(visitor, say('help.title')), page.getByRole('heading', { level: 2 }));
    await look(visitor, 'help');
    await page.keyboard.press('/');
    await page.keyboard.type('oublie mot de passe');
    const question = (await helpOf('fr'))['signing-in'].questions['forgotten']!.ask;
    const result = page.getByRole('link').filter({ hasText: question });
    await see(result);
    await look(visitor, 'help-results');
    await page.keyboard.press('ArrowDown');
    assert.match((await focused(visitor)) ?? '', new RegExp(question.slice(0, 12)));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/help/signing-in#forgotten');
    await see(heading(visitor, (await helpOf('fr'))['signing-in'].title));
    assert.equal(await focused(visitor), question);
    await look(visitor, 'help-article');
    await page.goBack();
    await see(result);
  });

  test('the question mark opens the article of the screen beside it, in the account, with its support contact', async () => {
    const visitor = await stage.visit('/sign-in');
    await comeHome(visitor, ada);
    await setContact(visitor, 'it@acme.test');
    const { page, say } = visitor;
    await openMyMenu(visitor);
    await page.getByRole('menuitem', { name: say('kit.menu.help'), exact: true }).click();
    await see(heading(visitor, say('help.title')));
    await goTo(visitor, 'users');
    await see(heading(visitor, say('users.title')));
    const opened = visitor.context.waitForEvent('page');
    await page.getByRole('link', { name: say('kit.help.here') }).click();
    const beside = { ...visitor, page: await opened };
    await see(heading(beside, (await helpOf('en')).users.title));
    assert.match(beside.page.url(), /\/a\/[^/]+\/help\/users$/);
    const write = beside.page.getByRole('link', { name: say('help.contact.write', { contact: 'it@acme.test' }) });
    const mail = new URL((await write.getAttribute('href')) ?? '');
    assert.equal(mail.pathname, 'it@acme.test');
    assert.match(mail.searchParams.get('body') ?? '', /\/help\/users\r\nAccount Holder of Acme\r\nLatchkey /);
    await look(beside, 'help-article');
    await see(heading(visitor, say('users.title')));
  });

  test('in German the whole article is German, and an unknown one says so', async () => {
    const visitor = await stage.visit('/help/my-account');
    await speak(visitor, 'de');
    await see(heading(visitor, (await helpOf('de'))['my-account'].title));
    await look(visitor, 'help-article');
    await visitor.page.goto(`${house.url}/help/nothing-of-the-kind`);
    await see(heading(visitor, visitor.say('help.unknown.title')));
  });
});

async function focused({ page }: Visitor): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.textContent ?? null);
}

/** Sets the support contact of the account of the page. */
async function setContact({ page }: Visitor, address: string): Promise<void> {
  const status = await page.evaluate(async (support_contact) => {
    const settings = `/api/v1/accounts/${location.pathname.split('/')[2]}/settings`;
    const { version } = (await (await fetch(settings)).json()) as { version: number };
    const headers = { 'content-type': 'application/json' };
    return (await fetch(settings, { method: 'POST', headers, body: JSON.stringify({ version, support_contact }) }))
      .status;
  }, address);
  assert.equal(status, 200);
}
