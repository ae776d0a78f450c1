import type { Language } from '@latchkey/domain/language';
import { speakerOf } from '@latchkey/messages/format';
import { createElement as h, Fragment, type CSSProperties, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { textOf } from './plain-text.ts';

/** What a mail says, each text a plain sentence or paragraph in the language of its reader; nothing in it is HTML. */
export type Letter = {
  subject: string;
  heading: string;
  /** What a mailbox shows beside the subject, too. */
  paragraphs: string[];
  /** What a person wrote, shown as theirs, with their line breaks. */
  quote?: { intro: string; text: string };
  /** The one thing to do; the address (http or https) is also written out. */
  button?: { label: string; href: string };
  /** What stands below the button. */
  afterwards?: string[];
  smallPrint: string[];
};

export type RenderedLetter = { subject: string; text: string; html: string };

/** Whose paper it is: the company in whose name it goes out, or none for what concerns the person alone. */
export type LetterPaper = { language: Language; companyName?: string };

/**
 * A letter as a mail: HTML that mail clients show alike (tables, inline styles, light and dark, nothing loaded from
 * elsewhere) and plain text made from that HTML, so that both say the same.
 */
export async function renderLetter(letter: Letter, paper: LetterPaper): Promise<RenderedLetter> {
  if (letter.button && !/^https?:$/.test(URL.parse(letter.button.href)?.protocol ?? '')) {
    throw new TypeError('A letter links to http and https only.');
  }
  const say = await speakerOf(paper.language);
  const printed = { address: say('mail.address'), automatic: say('mail.automatic') };
  const html = `<!DOCTYPE html>${renderToStaticMarkup(pageOf(letter, paper, printed))}`;
  return { subject: letter.subject, text: textOf(html), html };
}

/** A moment in words, in UTC and saying so: the reader of a mail may be anywhere. */
export function momentInWords(moment: Date, language: Language): string {
  return new Intl.DateTimeFormat(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  }).format(moment);
}

type Printed = { address: string; automatic: string };

const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

// Contrast on its ground (WCAG): ink 14.7, quiet 7.6, link 6.7, button 6.7; in the dark 13.5, 8.5, 7.9.
const COLOUR = {
  desk: '#f6f7f4',
  paper: '#ffffff',
  edge: '#dfe3dd',
  ink: '#18221e',
  quiet: '#56635d',
  link: '#0d6554',
  onButton: '#ffffff',
};

// Clients that know neither this nor `class` show the inline colours above.
const DARK = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.desk{background-color:#0f1513!important}
.paper{background-color:#161e1b!important;border-color:#2a3631!important}
.ink{color:#e6ece9!important}
.quiet{color:#9dada5!important}
.link{color:#6fd3b9!important}
.quote{border-color:#2a3631!important}
}
@media (max-width:600px){.paper{padding:24px 20px!important}}`;

const TEXT: CSSProperties = { margin: '0 0 16px', fontSize: 16, lineHeight: '24px', color: COLOUR.ink };
const SMALL: CSSProperties = { margin: '0 0 8px', fontSize: 14, lineHeight: '20px', color: COLOUR.quiet };

function pageOf(letter: Letter, paper: LetterPaper, printed: Printed): ReactNode {
  return h(
    'html',
    { lang: paper.language, dir: 'ltr' },
    h(
      'head',
      null,
      h('meta', { charSet: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('meta', { name: 'supported-color-schemes', content: 'light dark' }),
      // Keeps phones from turning times and company numbers into links.
      h('meta', { name: 'format-detection', content: 'telephone=no, date=no, address=no, email=no' }),
      h('title', null, letter.subject),
      h('style', null, DARK),
    ),
    h(
      'body',
      { className: 'desk', style: { margin: 0, padding: 0, backgroundColor: COLOUR.desk, fontFamily: FONT } },
      preheaderOf(letter),
      deskOf(paperOf(letter, paper, printed)),
    ),
  );
}

/** The first sentences again, unseen: without them a mailbox shows the letterhead beside the subject. */
function preheaderOf(letter: Letter): ReactNode {
  const style: CSSProperties = { display: 'none', maxHeight: 0, overflow: 'hidden', opacity: 0 };
  return h('div', { className: 'preheader', 'aria-hidden': true, style }, letter.paragraphs.join(' '));
}

function deskOf(sheet: ReactNode): ReactNode {
  const layout = { role: 'presentation', cellPadding: 0, cellSpacing: 0, border: 0, width: '100%' };
  const paperStyle: CSSProperties = {
    padding: '32px 36px',
    backgroundColor: COLOUR.paper,
    border: `1px solid ${COLOUR.edge}`,
    borderRadius: 12,
    fontFamily: FONT,
    textAlign: 'left',
  };
  const paper = h('td', { className: 'paper', style: paperStyle }, sheet);
  return h(
    'table',
    { ...layout, className: 'desk', style: { backgroundColor: COLOUR.desk } },
    rowOf(
      h(
        'td',
        { align: 'center', style: { padding: '32px 12px' } },
        h('table', { ...layout, style: { maxWidth: 560, margin: '0 auto' } }, rowOf(paper)),
      ),
    ),
  );
}

function rowOf(cell: ReactNode): ReactNode {
  return h('tbody', null, h('tr', null, cell));
}

function paperOf(letter: Letter, paper: LetterPaper, printed: Printed): ReactNode {
  const letterhead = paper.companyName === undefined ? 'Latchkey' : `${paper.companyName} · Latchkey`;
  const headStyle: CSSProperties = { ...SMALL, margin: '0 0 24px', fontWeight: 600 };
  const headingStyle: CSSProperties = {
    margin: '0 0 20px',
    fontSize: 24,
    lineHeight: '32px',
    fontWeight: 600,
    color: COLOUR.ink,
  };
  return h(
    Fragment,
    null,
    h('p', { className: 'quiet', style: headStyle }, letterhead),
    h('h1', { className: 'ink', style: headingStyle }, letter.heading),
    paragraphsOf(letter.paragraphs, 'ink', TEXT),
    letter.quote && quoteOf(letter.quote),
    letter.button && buttonOf(letter.button, printed.address),
    paragraphsOf(letter.afterwards ?? [], 'ink', TEXT),
    smallPrintOf([...letter.smallPrint, printed.automatic]),
  );
}

function paragraphsOf(texts: string[], className: string, style: CSSProperties): ReactNode {
  return h(Fragment, null, ...texts.map((text) => h('p', { className, style }, text)));
}

function quoteOf({ intro, text }: { intro: string; text: string }): ReactNode {
  const style: CSSProperties = {
    margin: '0 0 16px',
    padding: '2px 0 2px 16px',
    borderLeft: `3px solid ${COLOUR.edge}`,
  };
  const lines = text.split('\n').flatMap((line, index) => (index === 0 ? [line] : [h('br'), line]));
  return h(
    'div',
    null,
    h('p', { className: 'ink', style: { ...TEXT, margin: '0 0 8px' } }, intro),
    // A note may be in any script: its own first letter says which way it runs.
    h(
      'blockquote',
      { className: 'quote', dir: 'auto', style },
      h('p', { className: 'ink', style: { ...TEXT, margin: 0 } }, ...lines),
    ),
  );
}

/** A cell with a ground of its own is the one button that every mail client draws. */
function buttonOf({ label, href }: { label: string; href: string }, address: string): ReactNode {
  const face: CSSProperties = {
    display: 'inline-block',
    padding: '12px 24px',
    fontSize: 16,
    lineHeight: '24px',
    fontWeight: 600,
    fontFamily: FONT,
    color: COLOUR.onButton,
    textDecoration: 'none',
  };
  const ground: CSSProperties = { backgroundColor: COLOUR.link, borderRadius: 8 };
  const written: CSSProperties = { color: COLOUR.link, wordBreak: 'break-all' };
  return h(
    'div',
    null,
    h(
      'table',
      { role: 'presentation', cellPadding: 0, cellSpacing: 0, border: 0, style: { margin: '24px 0 16px' } },
      rowOf(h('td', { style: ground }, h('a', { className: 'button', href, style: face }, label))),
    ),
    h(
      'p',
      { className: 'quiet', style: { ...SMALL, margin: '0 0 20px' } },
      address,
      h('br'),
      h('a', { className: 'link', href, style: written }, href),
    ),
  );
}

function smallPrintOf(texts: string[]): ReactNode {
  const style: CSSProperties = { marginTop: 24, paddingTop: 16, borderTop: `1px solid ${COLOUR.edge}` };
  return h('div', { className: 'quote', style }, paragraphsOf(texts, 'quiet', SMALL));
}
