import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { pathOf } from '@latchkey/contract/operation';
import { edit } from '@latchkey/contract/person';
import { ada, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { gone, heading, openStage, reads, see, type Stage, type Visitor } from './visitor.ts';
import { comeHome, rowOf } from './ways.ts';

const LATE = 'E-Mails kommen verspätet an.\nWir sind dran.';
const DISKS = 'Neue Festplatten werden eingebaut.';

describe('What the operator tells everybody', { concurrency: 1 }, () => {
  let house: House;
  let stage: Stage;
  let operator: Visitor;
  let stranger: Visitor;

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

  test('the operator posts an outage in German, having seen what everybody will see (O2)', async () => {
    operator = await stage.visit('/sign-in');
    await comeHome(operator, ada);
    const german = { name: ada.name, language: 'de' };
    await operator.page.request.post(house.url + pathOf(edit), { data: german, headers: { origin: house.url } });
    await reads(operator, 'de');
    const { page, say } = operator;
    await page.goto(`${house.url}/operator/notices`);
    await see(heading(operator, say('operator.notices.title')));
    await page.getByLabel(say('operator.notices.kind')).selectOption({ label: say('kit.notice.outage') });
    await page.getByLabel(say('operator.notices.text')).fill(LATE);
    await see(page.getByRole('figure').getByText('Wir sind dran.'));
    await look(operator, 'notices-typed');
    await page.getByRole('button', { name: say('operator.notices.post') }).click();
    await see(page.getByRole('status').getByText('Wir sind dran.'), rowOf(operator, 'Wir sind dran.'));
    await look(operator, 'notices-posted');
  });

  test('times that make no sense are said beside their field and nothing is posted', async () => {
    const { page, say } = operator;
    const field = (name: 'starts' | 'ends') =>
      page.getByLabel(say('kit.field.optional', { label: say(`operator.notices.${name}`) }));
    await page.getByLabel(say('operator.notices.text')).fill(DISKS);
    await field('starts').fill('2099-08-14T22:00');
    await field('ends').fill('2099-08-14T21:00');
    await page.getByRole('button', { name: say('operator.notices.post') }).click();
    await see(page.getByText(say('operator.notices.ends.problem')));
    assert.equal(await rowOf(operator, DISKS).count(), 0);
    await field('starts').fill('');
    await field('ends').fill('2099-08-14T23:00');
    await page.getByRole('button', { name: say('operator.notices.post') }).click();
    await see(rowOf(operator, DISKS));
  });

  test('who is not signed in reads it in their language; an outage that was folded away comes back, the rest stays away', async () => {
    stranger = await stage.visit('/sign-in');
    const { page, say } = stranger;
    const banner = page.getByRole('status');
    await see(banner.getByText('Wir sind dran.'), banner.getByText('Until Aug 14, 2099', { exact: false }));
    await look(stranger, 'sign-in-notices');
    for (const left of [1, 0]) {
      await banner
        .getByRole('button', { name: say('kit.notice.fold') })
        .first()
        .press('Enter');
      assert.equal(await banner.getByRole('button').count(), left);
    }
    await page.goto(`${house.url}/forgot`);
    await see(banner.getByText('Wir sind dran.'));
    assert.equal(await banner.getByText(DISKS).count(), 0);
  });

  test('a notice that the operator ends goes from every page that somebody comes back to', async () => {
    const { page, say } = operator;
    await rowOf(operator, 'Wir sind dran.')
      .getByRole('button', { name: say('operator.notices.end.short') })
      .click();
    const dialog = page.getByRole('dialog');
    await see(dialog.getByText('Wir sind dran.'));
    await dialog.getByRole('button', { name: say('operator.notices.end') }).click();
    await gone(page.getByRole('status').getByText('Wir sind dran.'));
    await see(rowOf(operator, 'Wir sind dran.').getByText(say('operator.notices.state.over')));
    await stranger.page.goto(`${house.url}/status`);
    await see(stranger.page.getByText(DISKS));
    assert.equal(await stranger.page.getByText('Wir sind dran.').count(), 0);
  });
});
