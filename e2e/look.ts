import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import type { Visitor } from './visitor.ts';
import { englishOn } from './words.ts';

const PICTURES = fileURLToPath(new URL('../artefacts/screens/', import.meta.url));
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const SERIOUS = ['serious', 'critical'];
type Found = Awaited<ReturnType<AxeBuilder['analyze']>>;
type Violation = Found['violations'][number];

const PHONE = { width: 390, height: 844 };

/**
 * Looks at a page as it stands, in light and dark and as narrow as a phone: nothing serious for axe, nothing wider than the
 * screen, no English where another language is spoken. What it finds becomes a fault of the visitor. Leaves pictures in artefacts/screens.
 * With `isOpen` something is open that closes when the window changes its size, so it keeps its size. Without `isPictured` it only
 * looks, which is quicker.
 */
export async function look(visitor: Visitor, name: string, { isOpen = false, isPictured = true } = {}): Promise<void> {
  const { page, language, faults } = visitor;
  const keep = async (what: string) => {
    const path = `${PICTURES}${language}-${name}-${what}.png`;
    if (isPictured) await page.screenshot({ path, fullPage: !isOpen });
  };
  const found: string[] = [];
  // What sticks to the window would stand in the middle of the picture of a scrolled page.
  if (!isOpen) await page.evaluate(() => window.scrollTo(0, 0));
  for (const scheme of ['light', 'dark'] as const) {
    await turn(page, scheme);
    await keep(scheme);
    found.push(...(await barriersOn(page, scheme)).map((barrier) => `${scheme}: ${barrier}`));
  }
  await turn(page, 'light');
  found.push(...(await overflowOn(page)));
  if (!isOpen) found.push(...(await onPhone(page, () => keep('phone'))));
  if (language !== 'en') found.push(...(await englishOn(page, language)).map((words) => `English: ${words}`));
  faults.push(...found.map((fault) => `${name} at ${page.url()}: ${fault}`));
}

/** What is wider than the screen, by how much; nothing when all fits. */
export async function overflowOn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const tooWide = document.documentElement.scrollWidth - width;
    if (tooWide <= 0) return [];
    const wide = [...document.querySelectorAll('body *')].filter(
      (one) => one.getBoundingClientRect().right > width + 1,
    );
    return [
      `${tooWide} px too wide: ${wide
        .map((one) => `${one.tagName}.${one.className}`)
        .join(', ')
        .slice(0, 300)}`,
    ];
  });
}

async function turn(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
  // On the way from one colour to the other nothing has the contrast it is given.
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const turning = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(turning.map(({ finished }) => finished));
  });
}

async function onPhone(page: Page, keep: () => Promise<void>): Promise<string[]> {
  const before = page.viewportSize();
  if (before === null || before.width <= PHONE.width) return [];
  await page.setViewportSize(PHONE);
  await keep();
  const found = await overflowOn(page);
  await page.setViewportSize(before);
  return found;
}

/** What axe calls serious or critical. In the dark only colours can differ, and axe is in the page already: loading it takes longer than asking. */
async function barriersOn(page: Page, scheme: 'light' | 'dark'): Promise<string[]> {
  const violations = scheme === 'light' ? await allBarriers(page) : await coloursOn(page);
  return violations
    .filter(({ impact }) => SERIOUS.includes(impact ?? ''))
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
}

async function allBarriers(page: Page): Promise<Found['violations']> {
  // What passed is counted, not described: that takes half of the time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await axe.withTags(RULES).analyze();
  return Promise.all(violations.map(async (one) => (one.id === 'target-size' ? withinReach(page, one) : one)));
}

/** What lies behind an open dialog can't be hit, so how much of it the dialog covers is nobody's barrier. */
async function withinReach(page: Page, violation: Violation): Promise<Violation> {
  const inFront = await page.evaluate(
    (places) => {
      const dialog = document.querySelector('[role="dialog"][aria-modal="true"]');
      return places.map((place) => dialog === null || dialog.contains(document.querySelector(place)));
    },
    violation.nodes.map(({ target }) => String(target[0])),
  );
  return { ...violation, nodes: violation.nodes.filter((_, at) => inFront[at]) };
}

async function coloursOn(page: Page): Promise<Found['violations']> {
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<Found> } };
    return (await axe.run({ runOnly: ['color-contrast'], resultTypes: ['violations'] })).violations;
  });
}
