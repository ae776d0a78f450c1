/** A part of a text of the help: plain, a word of a screen, or what is typed. */
export type Mark = { kind: 'plain' | 'word' | 'typed'; text: string };

const MARKED = /(\*\*.+?\*\*|`.+?`)/;

/** A text of the help in its parts: `**…**` is a word of a screen, a pair of backticks holds what is typed. */
export function marksOf(text: string): Mark[] {
  return text
    .split(MARKED)
    .filter((part) => part !== '')
    .map((part): Mark => {
      if (!MARKED.test(part)) return { kind: 'plain', text: part };
      return part.startsWith('`')
        ? { kind: 'typed', text: part.slice(1, -1) }
        : { kind: 'word', text: part.slice(2, -2) };
    });
}

/** A text of the help as it reads without its marks. */
export function plainOf(text: string): string {
  return marksOf(text)
    .map((mark) => mark.text)
    .join('');
}
