import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, describe, test } from 'node:test';
import { speakerOf } from '@latchkey/messages/format';
import { helpOf } from '@latchkey/messages/help';
import { ada, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { gone, heading, openStage, reads, see, type Stage, type Visitor } from './visitor.ts';
import {
  acceptAsNew,
  comeHome,
  goTo,
  goToMe,
  invitationTo,
  invite,
  linkOf,
  pathOf,
  pick,
  rowOf,
  signIn,
  speak,
} from './ways.ts';

const ines = { name: 'Inês Lobo', email: 'ines@lobo.test', password: 'contas feitas à noite 77' };
const rui = {
  name: 'Rui Reis',
  email: 'rui@reis.test',
  password: 'barcos de papel ao sol 12',
  company: 'Reis & Filhos',
};

describe('Tudo no telemóvel, em português', { concurrency: 1 }, () => {
  let house: House;
  let stage: Stage;
  let holder: Visitor;
  let guest: Visitor;

  before(async () => {
    house = await openHouse({ SIGN_UP: 'open' });
    await found(house);
    stage = await openStage(house);
    holder = await stage.visit('/sign-in');
    await comeHome(holder, ada);
  });
  afterEach(() => stage.check());
  after(async () => {
    await stage?.close();
    await house?.stop();
  });

  test('who is invited in Portuguese reads mail and pages in Portuguese, whatever their browser speaks (I2, I4)', async () => {
    await invite(holder, ines.email, 'pt');
    const mail = await invitationTo(holder, ines.email);
    const say = await speakerOf('pt');
    assert.equal(mail.subject, say('mail.invitation.subject', { invitedBy: ada.name, company: ada.company }));
    assert.match(mail.html, /<html[^>]* lang="pt"/);
    assert.ok(mail.text.includes(say('mail.invitation.personal')));
    guest = await stage.visit(pathOf(mail), { phone: true });
    await reads(guest, 'pt');
    await see(heading(guest, say('entry.invitation.title', { company: ada.company })));
    await look(guest, 'invitation');
    await acceptAsNew(guest, ines);
    await see(heading(guest, say('home.welcome', { name: ines.name })));
    await look(guest, 'home-member');
  });

  test('the help for what is on the phone is one touch away (H1)', async () => {
    await goToMe(guest);
    await look(guest, 'my-account');
    const { title } = (await helpOf('pt'))['my-account'];
    const opened = guest.context.waitForEvent('page');
    await guest.page.getByRole('link', { name: guest.say('kit.help.here') }).tap();
    const beside = { ...guest, page: await opened };
    await see(heading(beside, title));
    await look(beside, 'help-article');
    await beside.page.close();
  });

  test('who belongs to no account any more is told what there is to do, and declines what they don’t want (P15, I6)', async () => {
    await goTo(holder, 'users');
    await pick(holder, ines.name, holder.say('users.act.delete'));
    const sure = holder.page.getByRole('dialog');
    await sure.getByRole('button', { name: holder.say('users.bulk.delete', { count: 1 }) }).click();
    await see(holder.page.getByText(holder.say('users.done.deleted', { count: 1 })));
    await invite(holder, ines.email, 'pt');
    const link = pathOf(await invitationTo(holder, ines.email, 2));
    const { page, say } = guest;
    await page.goto(house.url);
    await see(
      heading(guest, say('entry.none.title', { name: ines.name })),
      page.getByText(ada.company, { exact: false }),
    );
    await see(page.getByRole('link', { name: say('entry.none.open') }));
    await look(guest, 'no-profile-invited');

    await page.goto(house.url + link);
    await page.getByRole('button', { name: say('entry.decline'), exact: true }).tap();
    await see(page.getByText(say('entry.decline.text')));
    await look(guest, 'decline-dialog');
    await page.getByRole('button', { name: say('entry.decline.submit') }).tap();
    await see(heading(guest, say('entry.invitation.declined')));
    await look(guest, 'declined');
    await goTo(holder, 'users');
    await gone(rowOf(holder, ines.email).getByText(holder.say('users.status.invited'), { exact: true }));
  });

  test('where signing up is open, a mailed link makes an account of one’s own (P15, P16)', async () => {
    const visitor = await stage.visit('/sign-in', { phone: true });
    await speak(visitor, 'pt');
    const { page, say } = visitor;
    await look(visitor, 'sign-in-open');
    await page.getByRole('link', { name: say('entry.sign-in.sign-up') }).tap();
    await see(heading(visitor, say('entry.sign-up.title')));
    await page.getByLabel(say('entry.sign-up.company')).fill(rui.company);
    await page.getByLabel(say('entry.sign-up.name')).fill(rui.name);
    await page.getByLabel(say('entry.email')).fill(rui.email);
    await look(visitor, 'sign-up');
    await page.getByRole('button', { name: say('entry.sign-up.submit') }).tap();
    await see(page.getByText(say('entry.sign-up.sent', { email: rui.email })));
    await look(visitor, 'sign-up-sent');
    const mail = await house.mailbox.waitFor(({ to }) => to[0] === rui.email, 10_000);
    assert.match(mail.html, /<html[^>]* lang="pt"/);
    await page.goto(linkOf(mail, 'account-offer') ?? assert.fail('the mail has a link'));
    await see(heading(visitor, say('entry.account-offer.title', { company: rui.company })));
    await look(visitor, 'account-offer');
    await acceptAsNew(visitor, rui, 'entry.account-offer.submit');
    await see(heading(visitor, say('home.welcome', { name: rui.name })));
    await look(visitor, 'home-holder');
  });

  test('everything kept about a person comes as a file, and once they deleted themselves nothing of theirs signs in (P13)', async () => {
    const { page, say } = guest;
    await page.goto(house.url);
    await page.getByRole('link', { name: say('entry.none.data.go') }).tap();
    await see(heading(guest, say('person.data')));
    await look(guest, 'my-data');
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: say('person.download.save') }).tap();
    const file = await readFile(await (await coming).path(), 'utf8');
    assert.ok(file.includes(ines.email) && file.includes(ines.name), 'the file names them');
    assert.equal(file.includes(ada.password) || file.includes(ines.password), false);

    await page.getByRole('button', { name: say('person.delete.start') }).tap();
    const dialog = page.getByRole('dialog');
    await see(dialog.getByText(say('person.delete.what')));
    await look(guest, 'delete-dialog');
    await dialog.getByLabel(say('person.delete.email')).fill('outra@lobo.test');
    await dialog.getByRole('button', { name: say('person.delete.confirm'), exact: true }).tap();
    await see(
      dialog.locator('[aria-invalid="true"]'),
      dialog.getByText(say('person.delete.differs', { email: ines.email })),
    );
    await dialog.getByLabel(say('person.delete.email')).fill(ines.email);
    await dialog.getByRole('button', { name: say('person.delete.confirm'), exact: true }).tap();
    await see(heading(guest, say('entry.sign-in.title')));
    await signIn(guest, ines);
    await see(page.getByText(say('refusal.wrong-sign-in')));
    await look(guest, 'sign-in-deleted');
    await goTo(holder, 'users');
    assert.equal(await rowOf(holder, ines.name).count(), 0);
  });
});
