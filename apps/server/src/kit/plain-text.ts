import { convert } from 'html-to-text';

/** The plain part of a letter, made from its HTML so that both say the same; addresses are written out once. */
export function textOf(html: string): string {
  const text = convert(html, {
    wordwrap: false,
    selectors: [
      { selector: '.preheader', format: 'skip' },
      { selector: 'h1', options: { uppercase: false, leadingLineBreaks: 2 } },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: false } },
      // Its address follows, written out.
      { selector: 'a.button', format: 'inline' },
      { selector: 'blockquote', options: { leadingLineBreaks: 1 } },
    ],
  });
  return `${text.trim()}\n`;
}
