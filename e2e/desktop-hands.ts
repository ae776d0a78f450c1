import { arrived, typeLine, until } from './desktop-ways.ts';
import type { HostComputer } from './host.ts';
import { gone, type Visitor } from './visitor.ts';

/** Chooses something of the view. */
export async function pickView(
  { page, say }: Visitor,
  role: 'menuitemradio' | 'menuitemcheckbox',
  name: string,
): Promise<void> {
  await page.getByRole('button', { name: say('viewer.view'), exact: true }).click();
  await page.getByRole(role, { name, exact: true }).click();
  await gone(page.getByRole('menu'));
}

/** Clicks on a point of the picture. */
export async function click({ page }: Visitor, x: number, y: number): Promise<void> {
  await page.locator('[data-desktop] canvas').last().click({ position: { x, y } });
}

/** Types a line into the program at the upper left, and waits until it has arrived. */
export async function typeIn(visitor: Visitor, host: HostComputer, text: string): Promise<void> {
  await click(visitor, 100, 80);
  await until(() => host.isWriting(), 'the keyboard');
  await typeLine(visitor, text);
  await arrived(host, text);
}

/** Drags the pointer from one point of the window to another. */
export async function drag({ page }: Visitor, from: [number, number], to: [number, number]): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(...to, { steps: 8 });
  await page.mouse.up();
}

/** Where the picture stands, and how large. */
export async function sizeOf({ page }: Visitor): Promise<{ x: number; width: number; height: number }> {
  return (await page.locator('[data-desktop] canvas').last().boundingBox())!;
}

/** Runs in the page: notes which quality and compression the picture is asked with, before that is encrypted. */
export function noteLevels(): void {
  const noted = globalThis as unknown as { levels?: number[] };
  const encrypt = crypto.subtle.encrypt.bind(crypto.subtle);
  crypto.subtle.encrypt = (how, key, data) => {
    const bytes = new DataView((data as Uint8Array).slice().buffer);
    // A record of the screen that begins with SetEncodings.
    if (bytes.byteLength > 5 && bytes.getUint8(0) === 1 && bytes.getUint8(1) === 2) {
      const all = Array.from({ length: bytes.getUint16(3) }, (_, index) => bytes.getInt32(5 + index * 4));
      const level = (first: number) => (all.find((one) => one >= first && one <= first + 9) ?? first - 1) - first;
      noted.levels = [level(-32), level(-256)];
    }
    return encrypt(how, key, data);
  };
}

/** Quality and compression as they were asked for last. */
export async function levelsOf({ page }: Visitor): Promise<number[] | undefined> {
  return page.evaluate(() => (globalThis as unknown as { levels?: number[] }).levels);
}

/** Fingers on the middle of the upper left program. */
export async function fingersOn({ page, context }: Visitor) {
  const cdp = await context.newCDPSession(page);
  const box = (await page.locator('[data-desktop] canvas').last().boundingBox())!;
  const [x, y] = [box.x + box.width * 0.15, box.y + box.height * 0.15];
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
    cdp.send('Input.dispatchTouchEvent', { type, touchPoints });
  return {
    async tap() {
      await touch('touchStart', [{ x, y }]);
      await touch('touchEnd', []);
    },
    async press(until: () => Promise<void>) {
      await touch('touchStart', [{ x, y }]);
      await until();
      await touch('touchEnd', []);
    },
    async scroll() {
      const both = (dy: number) => [
        { x: x - 15, y: y + dy },
        { x: x + 25, y: y + dy },
      ];
      await touch('touchStart', both(0));
      for (let step = 1; step <= 12; step++) await touch('touchMove', both(step * 20));
      await touch('touchEnd', []);
    },
  };
}
