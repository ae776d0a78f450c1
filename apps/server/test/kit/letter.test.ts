import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { languages } from '@latchkey/domain/language';
import { convert } from 'html-to-text';
import { momentInWords, renderLetter, type RenderedLetter } from '../../src/kit/letter.ts';
import { deliver } from '../../src/kit/mail.ts';
import { invitationLetter, type InvitationFacts } from '../../src/invitation/letter.ts';
import { passwordChangedLetter, resetLetter } from '../../src/person/letter.ts';
import { openMailbox } from './mailbox.ts';

const mailbox = await openMailbox();
after(async () => mailbox.close());

describe('a letter', () => {
  for (const language of languages) {
    test(`says the same in HTML and in plain text (${language})`, async () => {
      for (const letter of await everyLetter(language)) {
        assert.deepEqual(wordsOf(letter.text.replaceAll(/^> ?/gm, '')), wordsOf(seenIn(letter.html)));
        assert.ok(!/mail\.[a-z]/.test(letter.text), 'no sentence is missing');
        assert.ok(letter.html.startsWith(`<!DOCTYPE html><html lang="${language}" dir="ltr">`));
      }
    });
  }

  test('carries its link in the button and written out, in HTML and in plain text', async () => {
    for (const letter of [
      await invitationLetter(facts()),
      await resetLetter({ language: 'en', link: LINK, expiresAt: EXPIRES }),
    ]) {
      assert.deepEqual([...new Set(letter.text.match(/https?:\S+/g))], [LINK]);
      assert.deepEqual(letter.html.match(/href="[^"]*"/g), [`href="${LINK}"`, `href="${LINK}"`]);
      assert.ok(letter.html.includes(`>${LINK}</a>`));
    }
  });

  test('loads nothing and runs nothing', async () => {
    for (const { html } of await everyLetter('en')) {
      assert.doesNotMatch(html, /<(img|script|link|iframe|object|form|input|base)|src=|url\(|@import|\son\w+=/i);
    }
  });

  test('reads well in the light and in the dark (WCAG AA)', async () => {
    const { html } = await invitationLetter(facts());
    const dark = (name: string) => colourOf(new RegExp(`\\.${name}\\{(?:background-)?color:(#\\w{6})!important`), html);
    for (const name of ['ink', 'quiet', 'link']) {
      const light = colourOf(new RegExp(`class="${name}"[^>]*[";]color:(#\\w{6})`), html);
      assert.ok(contrast(light, '#ffffff') >= 4.5, `${name} in the light`);
      assert.ok(contrast(dark(name), dark('paper')) >= 4.5, `${name} in the dark`);
    }
    const ground = colourOf(/<td style="background-color:(#\w{6})/, html);
    assert.ok(contrast(colourOf(/class="button"[^>]*;color:(#\w{6})/, html), ground) >= 4.5);
  });

  test('links nowhere but to the web', async () => {
    const button = { label: 'Click', href: 'javascript:alert(1)' };
    const letter = { subject: '', heading: '', paragraphs: [], button, smallPrint: [] };
    await assert.rejects(renderLetter(letter, { language: 'en' }), TypeError);
  });

  test('names moments in the language of its reader, with the time zone', () => {
    assert.match(momentInWords(EXPIRES, 'en'), /^Friday, August 14, 2026 at 2:05\sPM UTC$/);
    assert.equal(momentInWords(EXPIRES, 'fr'), 'vendredi 14 août 2026 à 14:05 UTC');
  });
});

describe('the letter of an invitation', () => {
  test('says who invites, to what, in their words, until when, and what to do if it is unexpected', async () => {
    const { subject, text } = await invitationLetter(facts({ note: 'Welcome!\n\nYour desk is by the window.' }));
    assert.equal(subject, 'Ada Lovelace invites you to Acme');
    assert.match(text, /^Hello Grace,$/m);
    assert.match(text, /Ada Lovelace writes:\n\n> Welcome!\n> ?\n> Your desk is by the window\.\n/);
    assert.match(text, /valid until Friday, August 14, 2026/);
    assert.match(text, /ignore this mail: nothing happens.*decline/);
  });

  test('leaves out the name and the note that nobody gave', async () => {
    const { text } = await invitationLetter(facts({ name: '', note: '' }));
    assert.match(text, /^Hello,$/m);
    assert.doesNotMatch(text, /writes:|^>/m);
  });

  test('shows HTML in what people typed as what it is: text', async () => {
    const typed = '<img src=x onerror=alert(1)> & "</td>"';
    const { html, text, subject } = await invitationLetter(
      facts({ companyName: typed, invitedBy: typed, name: typed, note: `${typed}\n<b>bold</b>` }),
    );
    assert.doesNotMatch(html, /<img|<b>/);
    assert.ok(html.includes('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;&lt;/td&gt;&quot;'));
    assert.ok(text.includes(`${typed} · Latchkey`));
    assert.ok(text.includes(`> ${typed}\n> <b>bold</b>`));
    assert.ok(subject.includes(typed));
  });

  test('takes braces and quotation marks in names for what they are', async () => {
    const { subject } = await invitationLetter(facts({ companyName: "{company} '{x}' #", invitedBy: "O'Hara {" }));
    assert.equal(subject, "O'Hara { invites you to {company} '{x}' #");
  });

  test('in the preview it is the sent one but for date, message id and link (I3)', async () => {
    for (const language of languages) {
      const preview = await invitationLetter(facts({ language, note: 'Hello\nyou', link: DEAD_LINK }));
      const letter = await invitationLetter(facts({ language, note: 'Hello\nyou' }));
      const from = { name: 'Acme', address: 'latchkey@example.com' };
      const mail = { messageId: `<${language}@latchkey.example.com>`, from, to: 'grace@example.com', ...letter };
      assert.deepEqual(await deliver(mailbox.url, mail), { state: 'sent' });
      const arrived = await mailbox.waitFor(
        (mail) => mail.header('message-id') === `<${language}@latchkey.example.com>`,
      );
      assert.deepEqual(arrived.links, [LINK]);
      assert.equal(arrived.subject, preview.subject);
      assert.equal(arrived.text.replaceAll(LINK, DEAD_LINK).trim(), preview.text.trim());
      assert.equal(arrived.html.replaceAll(LINK, DEAD_LINK).trim(), preview.html.trim());
    }
  });
});

describe('the letters about a password', () => {
  test('name nobody who asked unless told to, and no company (P8)', async () => {
    const asked = { language: 'en', link: LINK, expiresAt: EXPIRES } as const;
    assert.doesNotMatch((await resetLetter(asked)).text, /admin|operator|sign-in page/);
    assert.match((await resetLetter({ ...asked, askedBy: 'person' })).text, /asked for on the sign-in page/);
    assert.match((await resetLetter({ ...asked, askedBy: 'admin' })).text, /^An admin of an account you belong to/m);
    assert.match((await resetLetter({ ...asked, askedBy: 'operator' })).text, /^The operator of this Latchkey/m);
  });

  test('tell when the password was changed and carry no link', async () => {
    const { text, html } = await passwordChangedLetter({ language: 'en', at: EXPIRES });
    assert.match(text, /changed on Friday, August 14, 2026 at 2:05\sPM UTC/);
    assert.doesNotMatch(text + html, /https?:/);
  });
});

const EXPIRES = new Date('2026-08-14T14:05:00Z');
const LINK = 'https://latchkey.example.com/invitation#018f4c5e-0000-7000-8000-000000000000.1.Zm9vYmFyYmF6cXV4Zm9v';
const DEAD_LINK = 'https://latchkey.example.com/invitation#sample';

function facts(changes: Partial<InvitationFacts> = {}): InvitationFacts {
  const people = { companyName: 'Acme', invitedBy: 'Ada Lovelace', name: 'Grace', note: '' };
  return { language: 'en', ...people, link: LINK, expiresAt: EXPIRES, ...changes };
}

async function everyLetter(language: (typeof languages)[number]): Promise<RenderedLetter[]> {
  return Promise.all([
    invitationLetter(facts({ language, note: 'One line\nand another' })),
    invitationLetter(facts({ language, name: '' })),
    resetLetter({ language, link: LINK, expiresAt: EXPIRES }),
    resetLetter({ language, link: LINK, expiresAt: EXPIRES, askedBy: 'admin' }),
    passwordChangedLetter({ language, at: EXPIRES }),
  ]);
}

/** What a person sees of a page, without any of the rules that make the plain part. */
function seenIn(html: string): string {
  const selectors = [
    { selector: '.preheader', format: 'skip' },
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'h1', options: { uppercase: false } },
    { selector: 'blockquote', format: 'block' },
  ];
  return convert(html, { wordwrap: false, selectors });
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function colourOf(pattern: RegExp, html: string): string {
  return pattern.exec(html)?.[1] ?? assert.fail(`no colour like ${pattern}`);
}

/** The contrast of two colours, from 1 to 21 (WCAG 2.2, relative luminance). */
function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const share = parseInt(colour.slice(at, at + 2), 16) / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [lighter = 1, darker = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}
