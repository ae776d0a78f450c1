// Pages that the server writes itself: plain HTML and one stylesheet, readable without a script and when the web is not there.
import { createElement as h, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';

/** Where the stylesheet of these pages is served. */
export const STYLESHEET = '/document.css';

/** The content security policy of these pages: nothing but our own stylesheet and icon. */
export const DOCUMENT_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A whole page of HTML. Everything in `body` is escaped by the renderer. */
export function documentOf(page: { language: string; title: string; body: ReactNode }): string {
  const head = h(
    'head',
    null,
    h('meta', { charSet: 'utf-8' }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('meta', { name: 'color-scheme', content: 'light dark' }),
    h('meta', { name: 'robots', content: 'noindex' }),
    h('title', null, page.title),
    h('link', { rel: 'icon', type: 'image/svg+xml', href: '/icon.svg' }),
    h('link', { rel: 'stylesheet', href: STYLESHEET }),
  );
  return `<!doctype html>${renderToStaticMarkup(h('html', { lang: page.language }, head, h('body', null, page.body)))}`;
}

// Contrast on its ground (WCAG): ink 14.7, quiet 7.6, link 6.7, ok 5.9, trouble 6.5; in the dark 13.5, 8.5, 7.9, 9.0, 8.4.
export const STYLES = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --panel: #f6f7f4; --edge: #dfe3dd; --ink: #18221e; --quiet: #56635d; --link: #0d6554; --ok: #17703a; --trouble: #a1260d;
}
@media (prefers-color-scheme: dark) {
  :root { --ground: #0f1513; --panel: #161e1b; --edge: #2a3631; --ink: #e6ece9; --quiet: #9dada5; --link: #6fd3b9; --ok: #6fd296; --trouble: #ff9d85; }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
main, header, nav { max-width: 60rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; }
main > header { padding: 2.5rem 0 0; }
main { padding-bottom: 4rem; }
h1 { font-size: 1.875rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.375rem; margin: 3rem 0 .5rem; text-transform: capitalize; }
h3 { font-size: 1.0625rem; margin: 0; }
h4 { font-size: .9375rem; margin: 1rem 0 .25rem; }
a { color: var(--link); }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
p { margin: .25rem 0 .75rem; }
.quiet { color: var(--quiet); }
code { font: .875em/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, monospace; overflow-wrap: anywhere; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; margin: 1rem 0 0; list-style: none; }
section.operation { margin: 1rem 0; padding: 1rem 1.25rem 1.25rem; border: 1px solid var(--edge); border-radius: .5rem; background: var(--panel); }
section.operation:target { border-color: var(--link); box-shadow: 0 0 0 1px var(--link); }
table { width: 100%; border-collapse: collapse; font-size: .9375rem; }
th, td { padding: .375rem .75rem .375rem 0; border-bottom: 1px solid var(--edge); text-align: left; vertical-align: top; }
tr:last-child > td, tr:last-child > th { border-bottom: 0; }
th { font-weight: 600; }
.scroll { overflow-x: auto; }
.parts { list-style: none; padding: 0; margin: 1.5rem 0; border: 1px solid var(--edge); border-radius: .5rem; background: var(--panel); }
.parts li { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: .875rem 1.25rem; border-bottom: 1px solid var(--edge); }
.parts li:last-child { border-bottom: 0; }
.parts .name { flex: 1 1 12rem; font-weight: 600; }
.ok { color: var(--ok); font-weight: 600; }
.trouble { color: var(--trouble); font-weight: 600; }
.notice { margin: 1.5rem 0 0; padding: .875rem 1.25rem; border: 1px solid var(--edge); border-left: 4px solid var(--link); border-radius: .5rem; background: var(--panel); }
.notice[data-kind='outage'] { border-left-color: var(--trouble); }
.notice h2 { margin: 0; font-size: 1.0625rem; text-transform: none; }
.notice p { margin: .25rem 0 0; }
.notice .text { white-space: pre-line; overflow-wrap: anywhere; }
`;
