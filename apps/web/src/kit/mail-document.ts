// A tag, or a comment, which is left as it is. Quoted values may hold anything, `>` too.
const TAG = /<!--[\s\S]*?-->|<([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/gi;
const ATTRIBUTE = /([^\s"'<>/=]+)(\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?/g;
/** What would be refused by the content security policy, load something, or lead somewhere. */
const SET_ASIDE = /^(?:style|href|src|srcset|background|action|ping|on\w+)$/i;

/**
 * The HTML of a mail as a document that can be shown in our page: links lead nowhere, nothing is loaded, and inline styles,
 * which the page's content security policy refuses in markup, wait in `data-style`. Its style sheets carry the nonce of the page.
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

/**
 * Draws the HTML of a mail into a shadow root, apart from the styles of our page in both directions. Markup that is put into
 * a document this way never runs scripts; a frame would do as much, but hides its content from the tools that check pages.
 */
export function drawMail(place: ShadowRoot, html: string, nonce: string): void {
  const mail = new DOMParser().parseFromString(inertMail(html, nonce), 'text/html');
  const sheet = document.createElement('div');
  sheet.lang = mail.documentElement.lang;
  sheet.className = mail.body.className;
  sheet.dataset['style'] = mail.body.dataset['style'] ?? '';
  sheet.append(...mail.querySelectorAll('style'), ...mail.body.childNodes);
  for (const element of [sheet, ...sheet.querySelectorAll<HTMLElement>('[data-style]')]) {
    // Through the object model, which the content security policy allows.
    element.style.cssText = element.dataset['style'] ?? '';
    element.removeAttribute('data-style');
  }
  place.replaceChildren(sheet);
}
