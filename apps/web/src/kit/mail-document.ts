// A tag, or a comment, which is left as it is. Quoted values may hold anything, `>` too.
const TAG = /<!--[\s\S]*?-->|<([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/gi;
const ATTRIBUTE = /([^\s"'<>/=]+)(\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?/g;
/** What would be refused by the content security policy, load something, or lead somewhere. */
const SET_ASIDE = /^(?:style|href|src|srcset|background|action|ping|on\w+)$/i;

/**
 * The HTML of a mail as a document that can be shown in our page: links lead nowhere, nothing is loaded, and inline styles,
 * which the page's content security policy refuses in markup, wait in `data-style` until `paintMail` sets them.
 * Its style sheets carry the nonce of the page.
 */
export function inertMail(html: string, nonce: string): string {
  return html.replaceAll(TAG, (tag: string, name: string | undefined, attributes: string | undefined) => {
    if (name === undefined) return tag;
    const kept = (attributes ?? '').replaceAll(ATTRIBUTE, (attribute: string, word: string) =>
      SET_ASIDE.test(word) ? `data-${attribute}` : attribute,
    );
    const pass = name.toLowerCase() === 'style' ? ` nonce="${nonce.replaceAll('"', '&quot;')}"` : '';
    return `<${name}${pass}${kept}>`;
  });
}

/** Gives the elements of an inert mail the styles that were set aside; through the object model, which the policy allows. */
export function paintMail(mail: Document): void {
  for (const element of mail.querySelectorAll<HTMLElement>('[data-style]')) {
    element.style.cssText = element.dataset['style'] ?? '';
    element.removeAttribute('data-style');
  }
}
