import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setCodeIn } from '../apps/agent/src/access-code.ts';
import { enrol } from '../apps/agent/src/enrol.ts';
import { type Agent, startAgent } from '../apps/agent/src/run.ts';
import { type ToyScreen, toyScreen } from '../apps/agent/test/toy-screen.ts';
import { joined } from '../packages/wire/src/rfb/bytes.ts';
import { filling, packed, rectangle, update } from '../packages/wire/test/rfb-talk.ts';
import { accountOf, enrolmentCode, enter, until } from './desktop-ways.ts';
import { ada, found, type House, openHouse } from './house.ts';
import { heading, openStage, see, type Stage, type Visitor } from './visitor.ts';
import { comeHome } from './ways.ts';

const CODE = 'correct horse battery';
const PLACE = [0, 0, 64, 48] as const;

/** Pictures whose frames are in order, so that the agent lets them through, and whose content is not. */
const BROKEN: Record<string, Uint8Array> = {
  'ZRLE that is no zlib': update(rectangle(16, PLACE, joined([packed('4', 100), filling(100)]))),
  'zlib that is none': update(rectangle(6, PLACE, joined([packed('4', 100), new Uint8Array(100).fill(0xff)]))),
  'Tight whose zlib is broken': update(rectangle(7, PLACE, joined([Uint8Array.of(0x00, 100), filling(100)]))),
  'A photograph that is none': update(rectangle(7, PLACE, joined([Uint8Array.of(0x90, 100), filling(100)]))),
  'ZRLE that ends too early': update(
    rectangle(16, PLACE, joined([packed('4', 8), Uint8Array.of(0x78, 0x9c, 3, 0, 0, 0, 0, 1)])),
  ),
};

describe('A VNC server that shows broken pictures', { concurrency: 1 }, () => {
  let house: House;
  let stage: Stage;
  let visitor: Visitor;
  let screen: ToyScreen;
  let agent: Agent;
  let folder: string;
  let page: string;

  before(async () => {
    house = await openHouse();
    await found(house);
    stage = await openStage(house);
    visitor = await stage.visit('/sign-in');
    await comeHome(visitor, ada);
    folder = await mkdtemp(join(tmpdir(), 'latchkey-hostile-'));
    const state = join(folder, 'state');
    const code = await enrolmentCode(visitor);
    const { computer_id } = await enrol({ url: house.url, code, pin: undefined, state, version: '0.1.0' });
    await setCodeIn(state, { code: CODE, whose: null });
    screen = await toyScreen();
    agent = await startAgent({ state, version: '0.1.0', source: screen, log: () => undefined });
    page = `${house.url}/a/${accountOf(visitor)}/computers/${computer_id}/connect`;
    await until(() => agent.isUp(), 'the agent');
  });
  after(async () => {
    await agent?.stop();
    await stage?.close();
    await house?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  for (const [what, bytes] of Object.entries(BROKEN))
    test(`${what} ends the session with a plain sentence, and the tab goes on`, async () => {
      const { say } = visitor;
      await visitor.page.goto(page);
      await enter(visitor, CODE);
      await see(visitor.page.locator('[data-desktop] canvas'));
      screen.ends.at(-1)?.write(bytes);
      await see(heading(visitor, say('viewer.over.title')), visitor.page.getByText(say('viewer.over.fault')));
    });

  test('C8: a photograph that is one is shown, and one of another size than its place ends the session with a plain sentence', async () => {
    const { say } = visitor;
    await visitor.page.goto(page);
    await enter(visitor, CODE);
    await see(visitor.page.locator('[data-desktop] canvas'));
    const [right, wrong] = [await photograph(visitor, 64, 48), await photograph(visitor, 8, 8)];
    for (let turn = 0; turn < 3; turn++) screen.ends.at(-1)?.write(right);
    await until(async () => (await colourOf(visitor)) === 'green', 'the photograph');
    screen.ends.at(-1)?.write(wrong);
    await see(heading(visitor, say('viewer.over.title')), visitor.page.getByText(say('viewer.over.fault')));
    await until(() => agent.sessions.present().length === 0, 'nobody is in any more, of those before neither');
  });
});

/** A green photograph of that size as this browser makes one, in an update of a place of 64 by 48. */
async function photograph({ page }: Visitor, width: number, height: number): Promise<Uint8Array> {
  const bytes = await page.evaluate(
    (size) => {
      const canvas = Object.assign(document.createElement('canvas'), size);
      const brush = canvas.getContext('2d');
      if (brush) brush.fillStyle = '#0f0';
      brush?.fillRect(0, 0, size.width, size.height);
      return canvas.toDataURL('image/jpeg').split(',')[1] ?? '';
    },
    { width, height },
  );
  const jpeg = Buffer.from(bytes, 'base64');
  // Tight writes a length in bytes of seven bits, the lowest first.
  const length = Uint8Array.of((jpeg.length & 0x7f) | 0x80, jpeg.length >> 7);
  return update(rectangle(7, PLACE, joined([Uint8Array.of(0x90), length, jpeg])));
}

/** The colour of the place, as far as it is one of these. */
async function colourOf({ page }: Visitor): Promise<string> {
  return page.locator('[data-desktop] canvas').evaluate((canvas: HTMLCanvasElement) => {
    const brush = canvas.getContext('2d');
    const [red = 0, green = 0] = brush?.getImageData(8, 8, 1, 1).data ?? [];
    return green > 200 && red < 50 ? 'green' : 'something else';
  });
}
