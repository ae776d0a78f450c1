import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inertMail } from './mail-document.ts';

test('inline styles are set aside, because the content security policy would refuse them', () => {
  assert.equal(inertMail('<p class="a" style="margin:0">Hi</p>', 'n'), '<p class="a" data-style="margin:0">Hi</p>');
});

test('a style sheet of the mail gets the nonce of the page', () => {
  assert.equal(inertMail('<style>a > b{}</style>', 'n1'), '<style nonce="n1">a > b{}</style>');
  assert.equal(inertMail('<style media="x">', '"'), '<style nonce="&quot;" media="x">');
});

test('links in a mail that is shown lead nowhere and nothing is loaded', () => {
  assert.equal(
    inertMail('<a href="https://example.com/#x">Go</a>', 'n'),
    '<a data-href="https://example.com/#x">Go</a>',
  );
  assert.equal(inertMail("<img SRC='x' onerror=alert(1)>", 'n'), "<img data-SRC='x' data-onerror=alert(1)>");
});

test('text that looks like markup stays text', () => {
  const text = '<p title="style=1 > 0">1 &lt;b style=&quot;x&quot;&gt; style="x"</p><!-- <p style="x"> --></p><br/>';
  assert.equal(inertMail(text, 'n'), text);
});
