import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeCode, setAccess } from '@latchkey/contract/computer-access';
import { listMembers } from '@latchkey/contract/member';
import { pathOf } from '@latchkey/contract/operation';
import { programOf } from '../apps/agent/src/screen/programs.ts';
import type { HostComputer } from './host.ts';
import { see, type Visitor } from './visitor.ts';

const missing = ['Xvfb', 'X0tigervnc', 'xclip', 'xterm', 'openbox'].filter((name) => !programOf([name]));
/** Why there can be no desktop here, if so. */
export const noDesktop = missing.length > 0 && `needs ${missing.join(', ')}`;

/** Goes to the page that connects to a computer. */
export async function goToComputer({ page, house }: Visitor, accountId: string, host: HostComputer): Promise<void> {
  await page.goto(`${house.url}/a/${accountId}/computers/${host.computerId}/connect`);
}

/** Types an access code and connects. */
export async function enter({ page, say }: Visitor, code: string): Promise<void> {
  await page.getByLabel(say('viewer.code'), { exact: true }).fill(code);
  await page.getByRole('button', { name: say('viewer.connect'), exact: true }).click();
}

/** Opens the desktop of a computer and waits for its picture. */
export async function openDesktop(
  visitor: Visitor,
  { accountId, host, code }: { accountId: string; host: HostComputer; code: string },
): Promise<void> {
  await goToComputer(visitor, accountId, host);
  await until(async () => isReady(await computerOf(visitor, host)), 'the agent');
  await enter(visitor, code);
  await shown(visitor);
}

/** Waits for the picture of a computer; what is typed before it goes nowhere. */
export async function shown({ page }: Visitor): Promise<void> {
  await see(page.locator('[data-desktop][data-shown] canvas'));
}

const SHIFTED = /[A-Z+{}@~]/;

/** Types as a person does on an American keyboard: with Shift held for what needs it. */
export async function typeLine({ page }: Visitor, text: string): Promise<void> {
  for (const letter of text) {
    const isShifted = SHIFTED.test(letter);
    if (isShifted) await page.keyboard.down('Shift');
    await page.keyboard.press(letter);
    if (isShifted) await page.keyboard.up('Shift');
  }
  await page.keyboard.press('Enter');
}

/** Waits until the program at the computer has got a line. */
export async function arrived(host: HostComputer, line: string): Promise<void> {
  await until(
    async () => (await host.typed()).split('\n').includes(line),
    line,
    () => host.typed(),
  );
}

/** The colour of a point of the computer's screen, as the page shows it. */
export function pixel({ page }: Visitor, x: number, y: number): Promise<number[]> {
  return page.evaluate(
    ([left = 0, top = 0]) => {
      const canvas = [...document.querySelectorAll<HTMLCanvasElement>('[data-desktop] canvas')].at(-1);
      const point = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      // A screen that comes back has no size before its first picture.
      if (!canvas?.width || !canvas.height || !point) return [];
      point.drawImage(canvas, left, top, 1, 1, 0, 0, 1, 1);
      const { data } = point.getImageData(0, 0, 1, 1);
      return [...data].slice(0, 3);
    },
    [x, y],
  );
}

/** JPEG shifts colours a little. */
export function isNear(colour: readonly number[], wanted: readonly number[]): boolean {
  return wanted.every((value, at) => Math.abs(value - (colour[at] ?? -100)) < 12);
}

/** Waits for what no locator can: up to ten seconds, unless told otherwise. */
export async function until(
  is: () => Promise<boolean> | boolean,
  what: string,
  found?: () => Promise<string>,
): Promise<void> {
  for (let turn = 0; turn < 100; turn++) {
    if (await is()) return;
    await sleep(100);
  }
  assert.fail(`never came: ${what}${found ? `; there is ${JSON.stringify(await found())}` : ''}`);
}

/** The account that a visitor is in. */
export function accountOf({ page }: Visitor): string {
  return /\/a\/([^/]+)/.exec(page.url())?.[1] ?? '';
}

/** An enrolment code for a computer of the visitor's own. */
export async function enrolmentCode(visitor: Visitor): Promise<string> {
  const made = await asked<{ enrolment_code: string }>(visitor, pathOf(makeCode), { kind: 'enrolment' });
  return made.enrolment_code;
}

/** Gives a user access to every computer (G4). */
export async function giveAccess(visitor: Visitor, email: string): Promise<void> {
  const { items } = await asked<{ items: { id: string; email: string }[] }>(visitor, pathOf(listMembers));
  const member_id = items.find((member) => member.email === email)?.id;
  await asked(visitor, pathOf(setAccess), { items: [{ member_id, kind: 'all' }] });
}

type Computer = { name: string; online: boolean; needs_code: boolean; locked: boolean };

/** What the server knows of a computer. */
export function computerOf(visitor: Visitor, { computerId }: HostComputer): Promise<Computer> {
  return asked(visitor, `/api/v1/accounts/:account_id/computers/${computerId}`);
}

function isReady({ online, needs_code }: Computer): boolean {
  return online && !needs_code;
}

async function asked<T>(visitor: Visitor, path: string, data?: object): Promise<T> {
  const { page, house } = visitor;
  const url = house.url + path.replace(':account_id', accountOf(visitor));
  const answer = await (data
    ? page.request.post(url, { data, headers: { origin: house.url } })
    : page.request.get(url));
  assert.ok(answer.ok(), await answer.text());
  return (await answer.json()) as T;
}
