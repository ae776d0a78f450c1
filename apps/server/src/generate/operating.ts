// Writes the table of settings into docs/operating.md, between its markers; the rest of the page is written by hand.
import { readFileSync } from 'node:fs';
import { type Setting, defaultOf, settings } from '../settings.ts';
import { writeOrCheck } from './kit/output.ts';

const PAGE = '../../docs/operating.md';
const BEGIN = '<!-- settings: written by npm run generate -->';
const END = '<!-- end of settings -->';

if (import.meta.main) {
  const page = readFileSync(new URL('../../../../docs/operating.md', import.meta.url), 'utf8');
  await writeOrCheck(PAGE, withSettings(page));
}

/** A page with the present settings between its markers. Throws when the markers are missing. */
export function withSettings(page: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error('docs/operating.md has lost the markers around its settings');
  return `${page.slice(0, begin)}${BEGIN}\n\n${table()}\n\n${page.slice(end)}`;
}

function table(): string {
  const groups = Map.groupBy(Object.values<Setting>(settings), (setting) => setting.group);
  const parts = [...groups].map(([group, members]) => {
    const rows = members.map((one) => `| \`${one.name}\` | ${cell(shownDefault(one))} | ${cell(one.doc)} |`);
    return [`**${group}**`, '', '| Setting | Default | Meaning |', '|---|---|---|', ...rows].join('\n');
  });
  return parts.join('\n\n');
}

function shownDefault(setting: Setting): string {
  return setting.absent ?? `\`${defaultOf(setting)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
