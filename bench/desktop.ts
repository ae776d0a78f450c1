import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type Host, missing, openHost } from './desktop-host.ts';
import { startPlainPage } from './desktop-plain.ts';
import { scratch } from './house.ts';
import { cookieOf, inPlace, type Place, readerOf } from './reads.ts';
import { seedGuests } from './seed.ts';
import { type Line, ratioOf } from './table.ts';

const CODE = 'correct horse battery';
const BLOCKS = 12;
const WARM_UP = 8;
const KEYS = 40;
/** Between two keys, so that none meets the same moment of the VNC server's clock as the one before. */
const PAUSE_MS = { least: 30, most: 80 };
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const PATIENCE_MS = 30_000;

/** From a key to its picture, and from a click to the first one, in Chromium with a real desktop; over the same noVNC on a plain pipe. */
export async function measureDesktop(): Promise<Line[]> {
  if (missing.length > 0) {
    process.stderr.write(`  needs ${missing.join(', ')}\n`);
    return [];
  }
  return inPlace(async (place) => {
    const folder = await scratch();
    const browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] || '/usr/bin/chromium',
      args: FLAGS,
    });
    try {
      return await withHost(place, folder.folder, browser);
    } finally {
      await browser.close();
      await folder.remove();
    }
  });
}

async function withHost(place: Place, folder: string, browser: Browser): Promise<Line[]> {
  const { house, client, superuser } = place;
  const { accountId, holderId } = await seedGuests(superuser, house.masterKeyFile, 0);
  const found = await client.query<{ person_id: string }>('select person_id from member where id = $1', [holderId]);
  const cookie = await cookieOf(place, found.rows[0]?.person_id ?? '');
  const { read, close } = readerOf(house.url, cookie);
  const made = await read(`/api/v1/accounts/${accountId}/enrolment-codes`, { kind: 'enrolment' });
  const { enrolment_code } = JSON.parse(made) as { enrolment_code: string };
  const host = await openHost({ url: house.url, folder }, enrolment_code, CODE);
  try {
    const page = await pageIn(browser);
    const [name = '', value = ''] = cookie.split('=');
    await page.context().addCookies([{ name, value, url: house.url }]);
    const path = `/a/${accountId}/computers/${host.computerId}`;
    await until(
      async () => JSON.parse(await read(`/api/v1/accounts/${accountId}/computers/${host.computerId}`)).online,
    );
    return await byTurns({ open: () => openViewer(page, `${house.url}${path}/connect`), page }, host, browser);
  } finally {
    close();
    await host.stop();
  }
}

async function until(isSo: () => Promise<unknown>): Promise<void> {
  const ends = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > ends) throw new Error('The agent did not come.');
    await sleep(50);
  }
}

async function pageIn(browser: Browser): Promise<Page> {
  // What is asked of the page from outside is text that is evaluated there, which our own pages forbid.
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, bypassCSP: true });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript({ path: fileURLToPath(new URL('./desktop-page.js', import.meta.url)) });
  return context.newPage();
}

/** One way to the desktop: opens it anew in its page. */
type Way = { page: Page; open: () => Promise<void> };
/** What was seen in a page: milliseconds, by its clock. */
type Seen = { click: number; first: number; opaque: { start?: number; finish?: number } };
type Took = { keys: number[]; first: number[]; opaque: number[] };

async function openViewer(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('input').first().fill(CODE);
  await page.locator('button[type=submit]').click();
  await page.waitForFunction('seen.first > 0');
  await page.locator('[data-desktop] canvas').last().focus();
}

async function openPlain(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('#go').click();
  await page.waitForFunction('seen.first > 0');
  await page.locator('canvas').last().focus();
}

async function byTurns(viewer: Way, host: Host, browser: Browser): Promise<Line[]> {
  await viewer.open();
  const { url, child } = await startPlainPage(host.vncSocket());
  const page = await pageIn(browser);
  const plain: Way = { page, open: () => openPlain(page, url) };
  const took: [Took, Took] = [emptyTook(), emptyTook()];
  try {
    // The first block of each compiles, in the page and at the host.
    for (let block = -1; block < BLOCKS; block += 1)
      for (const [side, way] of [viewer, plain].entries())
        await oneBlock(way, block < 0 ? emptyTook() : (took[side] ?? emptyTook()));
  } finally {
    child.kill('SIGTERM');
  }
  return linesOf(...took);
}

function emptyTook(): Took {
  return { keys: [], first: [], opaque: [] };
}

/** Opens the desktop, presses keys, and leaves: no other connection to the VNC server is open meanwhile. */
async function oneBlock({ page, open }: Way, took: Took): Promise<void> {
  await page.bringToFront();
  await open();
  const { click, first, opaque } = (await page.evaluate('seen')) as Seen;
  took.first.push(first - click);
  took.opaque.push((opaque.start ?? 0) + (opaque.finish ?? 0));
  for (let key = 0; key < WARM_UP + KEYS; key += 1) {
    await page.evaluate('awaitColour()');
    await page.keyboard.press('a');
    const ms = await page.evaluate('Promise.race([colour, new Promise((resolve) => setTimeout(resolve, 5000))])');
    if (typeof ms !== 'number') throw new Error('A key changed nothing.');
    if (key >= WARM_UP) took.keys.push(ms);
    await sleep(PAUSE_MS.least + (PAUSE_MS.most - PAUSE_MS.least) * Math.random());
  }
  await page.goto('about:blank');
}

function linesOf(ours: Took, plain: Took): Line[] {
  const [key, plainKey] = [spreadOf(ours.keys), spreadOf(plain.keys)];
  const [first, plainFirst, opaque] = [spreadOf(ours.first), spreadOf(plain.first), spreadOf(ours.opaque)];
  return [
    {
      what: 'key press to pixel in Chromium',
      measured: inWords(key),
      reference: `${inWords(plainKey)} over a plain pipe`,
      ratio: `${ratioOf(key.p50, plainKey.p50)} / ${ratioOf(key.p95, plainKey.p95)}`,
      aim: '≤ 1.3',
    },
    {
      what: 'click to the first picture, the code being typed',
      measured: inWords(first),
      reference: `${inWords(plainFirst)} over a plain pipe`,
      ratio: ratioOf(first.p50, plainFirst.p50),
      aim: '',
    },
    {
      what: 'OPAQUE with its stretching, within that',
      measured: inWords(opaque),
      reference: `${first.p50.toFixed(0)} ms to the first picture`,
      ratio: ratioOf(opaque.p50, first.p50),
      aim: '',
    },
  ];
}

type Spread = { p50: number; p95: number };

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

function inWords({ p50, p95 }: Spread): string {
  return `${p50.toFixed(1)} / ${p95.toFixed(1)} ms (p50 / p95)`;
}
