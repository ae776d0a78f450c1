import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { type Founder, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { gone, heading, openStage, reads, see, type Stage, type Visitor } from './visitor.ts';
import {
  acceptAsNew,
  fillWizard,
  goTo,
  invitationTo,
  invite,
  linkOf,
  openMyMenu,
  rowOf,
  typeMailServer,
} from './ways.ts';

const marie: Founder = {
  name: 'Marie Curie',
  email: 'marie@radium.test',
  password: 'polonium puis radium 1898',
  company: 'Institut Radium',
};
const irene = { name: 'Irène Joliot', email: 'irene@radium.test', password: 'alumine et phosphore 30' };

describe('La même chose en français', { concurrency: 1 }, () => {
  let house: House;
  let stage: Stage;
  let holder: Visitor;

  before(async () => {
    house = await openHouse();
    stage = await openStage(house);
  });
  afterEach(() => stage.check());
  after(async () => {
    await stage?.close();
    await house?.stop();
  });

  test('French is chosen before anybody is signed in, and skipping the mail server says what then happens', async () => {
    holder = await stage.visit();
    await see(heading(holder, holder.say('entry.set-up.code.title')));
    await holder.page.getByLabel(holder.say('kit.language')).selectOption({ label: 'Français' });
    await reads(holder, 'fr');
    const { page, say } = holder;
    await fillWizard(holder, marie, 'later', async (step) => {
      if (step === 'mail') await see(page.getByText(say('entry.set-up.mail.later.text')));
      await look(holder, `set-up-${step}`);
    });
    await page.getByRole('button', { name: say('entry.set-up.submit') }).click();
    await see(heading(holder, 'Bienvenue, Marie Curie'), page.getByText(say('home.step.mail.operator')));
    await look(holder, 'home-first-steps');
  });

  test('the outbox shows the French mail that waits, and its link works', async () => {
    const { page, say } = holder;
    await invite(holder, irene.email);
    await see(
      page.getByText(say('users.mail.no_mail_server.meaning')).or(page.getByText(say('users.invited.set-mail'))),
    );
    await look(holder, 'invited-no-mail-server');
    await goTo(holder, 'users');
    await see(rowOf(holder, irene.email).getByText(say('users.mail.no_mail_server')));
    await look(holder, 'users-no-mail-server');
    await openMyMenu(holder);
    await look(holder, 'my-menu', { isOpen: true });
    await page.getByRole('menuitem', { name: say('kit.menu.operator') }).click();
    await see(heading(holder, say('operator.mail.title')));
    await look(holder, 'operator-mail-none');
    await page
      .getByRole('navigation')
      .getByRole('link', { name: say('kit.nav.outbox') })
      .click();
    await see(rowOf(holder, irene.email));
    await look(holder, 'operator-outbox');
    await rowOf(holder, irene.email)
      .getByRole('button', { name: say('operator.outbox.view') })
      .click();
    const dialog = page.getByRole('dialog');
    await see(dialog.getByText('Marie Curie vous invite à rejoindre Institut Radium', { exact: true }));
    await look(holder, 'operator-outbox-mail');
    await dialog.getByRole('tab', { name: say('kit.mail.text') }).click();
    const text = await dialog.getByRole('tabpanel').innerText();
    const link = linkOf({ links: text.match(/https?:\S+/g) ?? [] }, 'invitation') ?? assert.fail(`a link in ${text}`);
    await page.keyboard.press('Escape');
    await gone(dialog);

    const colleague = await stage.visit(link.slice(house.url.length));
    await reads(colleague, 'fr');
    await see(heading(colleague, 'Rejoindre Institut Radium'));
    await look(colleague, 'invitation-new-person');
    await acceptAsNew(colleague, irene);
    await see(
      heading(colleague, `Bienvenue, ${irene.name}`),
      colleague.page.getByText('Utilisateur chez Institut Radium'),
    );
    await look(colleague, 'home-member');
  });

  test('once the mail server is set, mails go out in French', async () => {
    const { page, say } = holder;
    await page
      .getByRole('navigation')
      .getByRole('link', { name: say('kit.nav.mail') })
      .click();
    await typeMailServer(holder, { port: house.mailbox.port, sender: 'latchkey@radium.test' });
    await page.getByRole('button', { name: say('operator.mail.try') }).click();
    await see(page.getByText(say('operator.mail.now')));
    await look(holder, 'operator-mail');
    await page.goto(house.url);
    await invite(holder, 'pierre@radium.test');
    const mail = await invitationTo(holder, 'pierre@radium.test');
    assert.equal(mail.subject, 'Marie Curie vous invite à rejoindre Institut Radium');
    assert.match(mail.text, /Bonjour,\s+Marie Curie vous invite à rejoindre Institut Radium sur Latchkey/);
    assert.match(mail.html, /<html[^>]* lang="fr"/);
    await openMyMenu(holder);
    await page.getByRole('menuitem', { name: say('kit.menu.me') }).click();
    await see(heading(holder, say('person.title')));
    await look(holder, 'my-account');
    await openMyMenu(holder);
    await page.getByRole('menuitem', { name: say('kit.menu.sign-out') }).click();
    await see(heading(holder, 'Connexion'));
    await look(holder, 'sign-in');
    await page.getByRole('link', { name: say('entry.sign-in.forgot') }).click();
    await see(heading(holder, say('entry.forgot.title')));
    await look(holder, 'forgot');
  });
});
