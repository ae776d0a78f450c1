import assert from 'node:assert/strict';
import { speakerOf, type Say } from '@latchkey/messages/format';
import type { Language } from '@latchkey/domain/language';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import type { House } from './house.ts';

/** Somebody in a browser of their own: what they see, in the words of their language, and everything that went wrong behind it. */
export type Visitor = {
  page: Page;
  context: BrowserContext;
  house: House;
  language: Language;
  /** The words of the visitor's language, by which they find their way. */
  say: Say;
  faults: string[];
};

/** The browser of one file of journeys. */
export type Stage = {
  /** A new person at a new browser, on the bare address unless told otherwise. */
  visit(path?: string, options?: { phone?: boolean }): Promise<Visitor>;
  /** Fails when something went wrong behind a visit since the last time. */
  check(): void;
  close(): Promise<void>;
};

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const DESK = { viewport: { width: 1280, height: 860 } };
/** Everything here happens on one machine: what takes longer does not come. */
const PATIENCE_MS = 15_000;

/** Starts a real browser for visits to a house. */
export async function openStage(house: House): Promise<Stage> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] || '/usr/bin/chromium',
    args: FLAGS,
  });
  const visitors: Visitor[] = [];
  return {
    async visit(path = '/', { phone = false } = {}) {
      const visitor = await arrive(browser, house, phone);
      visitors.push(visitor);
      await visitor.page.goto(house.url + path);
      return visitor;
    },
    check() {
      assert.deepEqual(
        visitors.flatMap(({ faults }) => faults.splice(0)),
        [],
      );
    },
    close: () => browser.close(),
  };
}

/** Opens another tab of the same browser. */
export async function openTab(visitor: Visitor, path: string): Promise<Visitor> {
  const page = await visitor.context.newPage();
  await page.goto(visitor.house.url + path);
  return { ...visitor, page };
}

/** From now on the visitor reads the words of another language. */
export async function reads(visitor: Visitor, language: Language): Promise<void> {
  visitor.language = language;
  visitor.say = await speakerOf(language);
}

/** Waits until something is on the page. */
export async function see(...things: Locator[]): Promise<void> {
  for (const thing of things) await thing.filter({ visible: true }).first().waitFor();
}

/** Waits until something is no longer on the page. */
export async function gone(thing: Locator): Promise<void> {
  await thing.first().waitFor({ state: 'hidden' });
}

/** The heading of the page. */
export function heading({ page }: Visitor, words: string): Locator {
  return page.getByRole('heading', { level: 1, name: words, exact: true });
}

async function arrive(browser: Browser, house: House, phone: boolean): Promise<Visitor> {
  const context = await browser.newContext({
    ...(phone ? PHONE : DESK),
    locale: 'en-GB',
    timezoneId: 'UTC',
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const faults: string[] = [];
  watch(context, house, (fault) => faults.push(fault));
  await context.addInitScript(reportViolations);
  return { page: await context.newPage(), context, house, language: 'en', say: await speakerOf('en'), faults };
}

/** Notes errors of the page, requests that leave the house, and answers that no page of ours should get. */
function watch(context: BrowserContext, house: House, note: (fault: string) => void): void {
  const isOurs = (url: string) =>
    ['data:', 'blob:', 'about:'].includes(new URL(url).protocol) || new URL(url).origin === house.url;
  context.on('request', (request) => isOurs(request.url()) || note(`asked a stranger: ${request.url()}`));
  context.on('weberror', (error) => note(`threw: ${error.error().stack ?? error.error().message}`));
  context.on('console', (message) => {
    // What the network answers is judged below; that there is no network is something the journeys themselves arrange.
    const text = message.text();
    if (text.startsWith('Failed to load resource') || text.includes('ERR_INTERNET_DISCONNECTED')) return;
    if (message.type() === 'error' || message.type() === 'warning') note(`said in the console: ${text}`);
  });
  context.on('response', (response) => {
    const isRefusal = response.status() < 500 && new URL(response.url()).pathname.startsWith('/api/');
    if (response.status() >= 400 && !isRefusal) note(`${response.status()} for ${response.url()}`);
  });
}

/** Runs in every page: makes what the content security policy stops an error that is heard. */
function reportViolations(): void {
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
    // oxlint-disable-next-line no-console
    console.error(`stopped by ${violatedDirective}: ${blockedURI} (${sourceFile}:${lineNumber})`),
  );
}
