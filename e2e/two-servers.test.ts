import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { removeComputers } from '@latchkey/contract/computer';
import { pathOf } from '@latchkey/contract/operation';
import {
  accountOf,
  arrived,
  enrolmentCode,
  isNear,
  noDesktop,
  openDesktop,
  pixel,
  typeLine,
  until,
} from './desktop-ways.ts';
import { type Fleet, openFleet } from './fleet.ts';
import { HEIGHT, type HostComputer, openHost, WIDTH } from './host.ts';
import { ada, found } from './house.ts';
import { openStage, see, type Stage, type Visitor } from './visitor.ts';
import { comeHome } from './ways.ts';

const CODE = 'correct horse battery';
/** So long a session waits for its network (C4). */
const WAITS_MS = 20_000;

describe('Two servers on one database', { concurrency: 1, skip: noDesktop }, () => {
  let fleet: Fleet;
  let stage: Stage;
  let host: HostComputer;
  let visitor: Visitor;

  before(async () => {
    fleet = await openFleet();
    const { house, relay, servers } = fleet;
    await found(house);
    stage = await openStage(house);
    const owner = await stage.visit('/sign-in');
    await comeHome(owner, ada);
    host = await openHost(house.url, await enrolmentCode(owner), CODE);
    await until(async () => (await placeOf('computer')) === servers[0].url, 'the computer, at the first server');
    await owner.context.close();
    relay.lead(servers[1].url);
    visitor = await stage.visit('/sign-in');
    await comeHome(visitor, ada);
  });
  after(async () => {
    await stage?.close();
    await host?.stop();
    await fleet?.stop();
  });

  test('a viewer at one server reaches a computer at the other, whose agent dials the viewer’s', async () => {
    await openDesktop(visitor, { accountId: accountOf(visitor), host, code: CODE });
    assert.deepEqual(
      [await placeOf('computer'), await placeOf('session')],
      fleet.servers.map(({ url }) => url),
    );
    await works('#12ab34', 'from one server to the other');
  });

  test('when the viewer’s server is killed the session goes on at the other, without a code (C4)', async () => {
    const [first, second] = fleet.servers;
    const session = await sessionId();
    fleet.relay.lead(first.url);
    const began = performance.now();
    await second.end('SIGKILL');
    await until(async () => (await placeOf('session')) === first.url, 'the session, at the other server');
    await works('#3456cd', 'killed and back');
    assert.ok(performance.now() - began < WAITS_MS);
    assert.equal(await sessionId(), session, 'it is the same');
  });

  test('when the server of both is stopped both come back at the one that was started again (C4)', async () => {
    const [first, second] = fleet.servers;
    const session = await sessionId();
    await second.start();
    fleet.relay.lead(second.url);
    const began = performance.now();
    await first.end('SIGTERM');
    await until(async () => (await placeOf('session')) === second.url, 'the session, at the other server');
    await until(async () => (await placeOf('computer')) === second.url, 'the computer, at the other server');
    await works('#cd5612', 'stopped and back');
    assert.ok(performance.now() - began < WAITS_MS);
    assert.equal(await sessionId(), session);
  });

  test('when the only server is killed and started again on its port the session goes on (C4)', async () => {
    const [, second] = fleet.servers;
    const session = await sessionId();
    const before = await roundOf(session);
    await second.end('SIGKILL');
    await second.start();
    await until(async () => (await roundOf(session)) > before, 'fresh tickets');
    await works('#aa11bb', 'started anew');
    assert.equal(await sessionId(), session);
  });

  test('when the computer is removed the session ends on both sides, and its page says why (C9)', async () => {
    const { page, say, house } = visitor;
    const url = house.url + pathOf(removeComputers).replace(':account_id', accountOf(visitor));
    const data = { items: [{ computer_id: host.computerId }] };
    const answer = await page.request.post(url, { data, headers: { origin: house.url } });
    assert.ok(answer.ok(), await answer.text());
    await see(page.getByText(say('viewer.over.removed')));
    const endings = () => house.look<{ ending: string | null }>('select ending from session');
    await until(async () => (await endings()).every(({ ending }) => ending === 'removed'), 'the end');
    // The network was lost again and again.
    const strange = visitor.faults.filter((fault) => !/WebSocket connection to|ERR_/.test(fault));
    assert.deepEqual(strange, [], 'nothing else went wrong in the page');
  });

  /** What is drawn there is seen here, and what is typed here arrives there. */
  async function works(colour: string, line: string): Promise<void> {
    const { page } = visitor;
    await see(page.locator('[data-desktop] canvas'));
    host.show(colour);
    const wanted = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
    const seen = () => pixel(visitor, WIDTH - 60, HEIGHT - 60);
    await until(
      async () => isNear(await seen(), wanted),
      colour,
      async () => String(await seen()),
    );
    // The window of the colour has the focus until the desktop has heard of the click: the first letters may be its own.
    for (let again = 0; again < 5 && !(await hasArrived(line)); again += 1) {
      await page
        .locator('[data-desktop] canvas')
        .last()
        .click({ position: { x: 200, y: 150 } });
      await typeLine(visitor, line);
      await until(() => hasArrived(line), line).catch(() => undefined);
    }
    await arrived(host, line);
  }

  async function hasArrived(line: string): Promise<boolean> {
    return (await host.typed()).split('\n').includes(line);
  }

  /** The address of the server that a computer's control socket, or the newest session, is at. */
  async function placeOf(what: 'computer' | 'session'): Promise<string | undefined> {
    const rows = await fleet.house.look<{ url: string }>(
      `select n.url from ${what} w join node n on n.id = w.node_id order by n.started_at desc, w.id desc limit 1`,
    );
    return rows[0]?.url;
  }

  async function sessionId(): Promise<string | undefined> {
    const rows = await fleet.house.look<{ id: string }>(`select id from session where state = 'open'`);
    assert.ok(rows.length <= 1);
    return rows[0]?.id;
  }

  async function roundOf(id: string | undefined): Promise<number> {
    const rows = await fleet.house.look<{ round: number }>('select round from session where id = $1', [id]);
    return rows[0]?.round ?? 0;
  }
});
