import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, afterEach, before, describe, test } from 'node:test';
import { readComputer, removeComputers } from '@latchkey/contract/computer';
import { makeCode, setAccess } from '@latchkey/contract/computer-access';
import { type Operation, pathOf } from '@latchkey/contract/operation';
import { opensBase } from '../apps/agent/test/base-code.ts';
import { AGENT, begun, ran } from '../apps/agent/test/program.ts';
import { ada, found, type House, openHouse } from './house.ts';
import { look } from './look.ts';
import { heading, openStage, openTab, see, type Stage, type Visitor } from './visitor.ts';
import { acceptAsNew, comeHome, invitationTo, invite, pathOf as pathOfMail, signIn, speak } from './ways.ts';

const grace = { name: 'Grace Hopper', email: 'grace@acme.test', password: 'nanoseconds of wire 1952' };
const CODE = 'right horse 🐎';
const NEW_CODE = 'another horse 🐴';
const GRACES_CODE = 'her own horse 🎠';

describe('The agent’s own program, from an enrolment code to its removal', { concurrency: 1 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'lk-agent-program-'));
  const state = join(folder, 'agent');
  let house: House;
  let stage: Stage;
  let holder: Visitor;
  let member: Visitor;
  let accountId: string;
  let computerId: string;
  let running: ReturnType<typeof begun>;
  let ended: Promise<unknown[]>;

  before(async () => {
    house = await openHouse();
    await found(house);
    stage = await openStage(house);
    holder = await stage.visit('/sign-in');
    await comeHome(holder, ada);
    await invite(holder, grace.email);
    member = await stage.visit(pathOfMail(await invitationTo(holder, grace.email)));
    await acceptAsNew(member, grace);
    await see(heading(member, member.say('home.welcome', { name: grace.name })));
    accountId = (await house.look<{ id: string }>('select id from account'))[0]?.id ?? assert.fail('no account');
  });
  afterEach(() => stage.check());
  after(async () => {
    running?.process.kill('SIGKILL');
    await stage?.close();
    await house?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('C1, C3: it enrols with a code, runs, and is seen online', async () => {
    computerId = await enrolled(state);
    await runs();
    const body = await call(holder, readComputer, { computer_id: computerId });
    assert.deepEqual([body['online'], body['needs_code'], body['status']], [true, false, 'active']);
    await call(
      holder,
      setAccess,
      {},
      {
        items: [{ member_id: await memberId(grace.email), kind: 'chosen', computer_ids: [computerId] }],
      },
    );
  });

  test('C6: an owner who forgot the code approves in the browser what both screens show, having proved who they are', async () => {
    const before = await baseCred();
    const { asking, path, digits } = await askedFor(NEW_CODE);
    await house.look(`update sign_in set proved_at = proved_at - interval '11 minutes'`);
    const tab = await openTab(holder, path);
    const { page, say } = tab;
    await see(
      heading(tab, say('approval.title', { computer: await computerName() })),
      page.getByText(digits, { exact: true }),
    );
    assert.equal(new URL(page.url()).hash, '', 'the nonce is not left in the address bar');
    await look(tab, 'approve-code');
    await page.getByRole('button', { name: say('approval.approve') }).click();
    await page.getByLabel(say('kit.prove.password'), { exact: true }).fill(ada.password);
    await page.getByRole('button', { name: say('kit.prove.confirm') }).click();
    await see(page.getByText(say('approval.approved.text')));
    assert.deepEqual((await asking.done)[0], 0, asking.said.err);
    assert.match(asking.said.out, /The access code is set/);
    await until(async () => (await baseCred()) !== before);
    await page.reload();
    await see(heading(tab, say('approval.used')));
    await page.close();
  });

  test('S4: whoever reaches the computer sets a code of their own there, signing in for it, and the server hears which it is', async () => {
    const { asking, path } = await askedFor(GRACES_CODE);
    await member.context.clearCookies();
    const tab = await openTab(member, path);
    const { page, say } = tab;
    await see(page.getByText(say('approval.sign-in')));
    await signIn(tab, grace);
    await see(page.getByText(say('approval.own')));
    await page.getByRole('button', { name: say('approval.approve') }).click();
    await see(page.getByText(say('approval.approved.text')));
    assert.deepEqual((await asking.done)[0], 0, asking.said.err);
    await until(async () => (await graceCred()) !== null);
    await page.close();
  });

  test('C6: what is declined sets nothing, and a stranger to the computer is told that there is nothing for them', async () => {
    const { asking, path } = await askedFor('never set at all');
    await call(holder, setAccess, {}, { items: [{ member_id: await memberId(grace.email), kind: 'none' }] });
    const stranger = await openTab(member, path);
    await see(heading(stranger, stranger.say('approval.foreign')));
    await look(stranger, 'approve-code-foreign');
    await stranger.page.close();
    const tab = await openTab(holder, path);
    await tab.page.getByRole('button', { name: tab.say('approval.decline') }).click();
    await see(heading(tab, tab.say('approval.declined')));
    await tab.page.close();
    assert.deepEqual((await asking.done)[0], 1);
    assert.match(asking.said.err, /declined in the browser/);
  });

  test('U4: the page speaks German, on a broken address, too', async () => {
    const { asking, path } = await askedFor('never set at all');
    const tab = await openTab(holder, path);
    await see(heading(tab, tab.say('approval.title', { computer: await computerName() })));
    await speak(tab, 'de');
    await see(heading(tab, tab.say('approval.title', { computer: await computerName() })));
    await look(tab, 'approve-code');
    await tab.page.getByRole('button', { name: tab.say('approval.decline') }).click();
    await see(heading(tab, tab.say('approval.declined')));
    await asking.done;
    await tab.page.goto(`${house.url}/approve-code#half`);
    await see(heading(tab, tab.say('approval.broken')));
    await speak(tab, 'en');
    await tab.page.close();
  });

  test('C2: whoever administers the machine takes it out, and the account sees where; its code was the new one, and nobody else’s', async () => {
    running.process.kill('SIGTERM');
    await ended;
    assert.deepEqual(
      [await opensBase(state, CODE), await opensBase(state, NEW_CODE), await opensBase(state, 'never set at all')],
      [false, true, false],
    );
    await runs();
    const removed = await ran([...AGENT, 'remove', '--state', state]);
    assert.deepEqual([removed.code, removed.err], [0, '']);
    assert.doesNotMatch(removed.out, /does not know/);
    assert.deepEqual(await ended, [0, null]);
    assert.ok(!existsSync(join(state, 'identity.json')));
    const row = await kept();
    assert.deepEqual(row, { status: 'removed', removed_where: 'computer', owner_id: null });
    const { page, say } = holder;
    await page.goto(`${house.url}/a/${accountId}/activity`);
    await see(page.getByText(say('activity.act.computer.leave')));
    await see(page.getByText(say('activity.act.computer.approve-code')).first());
  });

  test('C2: it is taken out where no agent runs, too; removed in the account, a running one forgets everything', async () => {
    computerId = await enrolled(state);
    const removed = await ran([...AGENT, 'remove', '--state', state]);
    assert.doesNotMatch(removed.out, /does not know/);
    assert.equal((await kept())?.removed_where, 'computer');

    computerId = await enrolled(state);
    await runs();
    await call(holder, removeComputers, {}, { items: [{ computer_id: computerId }] });
    assert.deepEqual(await ended, [0, null]);
    assert.match(running.said.out, /taken out of its account/);
    assert.ok(!existsSync(join(state, 'identity.json')));
  });

  /** Calls an operation of the account as whoever is signed in there. */
  async function call(
    { context }: Visitor,
    operation: Operation,
    params: Record<string, string>,
    data?: object,
  ): Promise<Record<string, unknown>> {
    const given: Record<string, string> = { ...params, account_id: accountId };
    const path = pathOf(operation).replaceAll(/:([a-z_]+)/g, (_, name: string) => given[name] ?? '');
    const answer = await context.request.fetch(house.url + path, {
      method: operation.method,
      headers: { origin: house.url },
      ...(data === undefined ? {} : { data }),
    });
    const body = (await answer.json()) as Record<string, unknown>;
    assert.ok(answer.ok() && !JSON.stringify(body).includes('"refusal"'), JSON.stringify(body));
    return body;
  }

  /** Enrols this machine as the holder’s computer and gives its id. */
  async function enrolled(into: string): Promise<string> {
    const { enrolment_code } = await call(holder, makeCode, {}, { kind: 'enrolment' });
    const enrol = [...AGENT, 'enrol', house.url, String(enrolment_code), '--state', into, '--code-from-stdin'];
    const done = await ran(enrol, { input: `${CODE}\n` });
    assert.deepEqual([done.code, done.err], [0, '']);
    assert.match(done.out, new RegExp(`of ${ada.company}`));
    const [row] = await house.look<{ id: string }>('select id from computer order by made_at desc limit 1');
    return row?.id ?? assert.fail('no computer');
  }

  async function runs(): Promise<void> {
    running = begun([...AGENT, 'run', '--state', state]);
    ended = once(running.process, 'close');
    await until(async () =>
      (await ran([...AGENT, 'status', '--state', state])).out.includes('in touch with the server'),
    );
  }

  /** Says `code reset` at the computer, and gives where it is to be approved and what to compare. */
  async function askedFor(code: string) {
    const { process, said } = begun([...AGENT, 'code', 'reset', '--state', state, '--code-from-stdin'], {
      input: `${code}\n`,
    });
    const asking = { said, done: once(process, 'close') };
    await until(async () => said.err !== '' || said.out.includes('the page shows'));
    const path = /(\/approve-code#[\w-]+)/.exec(said.out)?.[1] ?? assert.fail(said.err);
    return { asking, path, digits: /shows: (\d{3} \d{3})/.exec(said.out)?.[1] ?? assert.fail(said.out) };
  }

  type Kept = { status: string; removed_where: string | null; owner_id: string | null };
  async function kept(): Promise<Kept | undefined> {
    const [row] = await house.look<Kept>('select status, removed_where, owner_id from computer where id = $1', [
      computerId,
    ]);
    return row;
  }

  async function baseCred(): Promise<string | null> {
    const sql = 'select base_cred_id as id from computer where id = $1';
    return (await house.look<{ id: string | null }>(sql, [computerId]))[0]?.id ?? null;
  }

  async function graceCred(): Promise<string | null> {
    const sql = 'select cred_id as id from computer_grant where computer_id = $1 and ended_at is null';
    return (await house.look<{ id: string | null }>(sql, [computerId]))[0]?.id ?? null;
  }

  async function computerName(): Promise<string> {
    const [row] = await house.look<{ name: string }>('select name from computer where id = $1', [computerId]);
    return row?.name ?? assert.fail('no computer');
  }

  async function memberId(email: string): Promise<string> {
    const [row] = await house.look<{ id: string }>('select id from member where email = $1', [email]);
    return row?.id ?? assert.fail(email);
  }
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 30_000; !(await isSo());) {
    assert.ok(performance.now() < end, 'it never came');
    await sleep(200);
  }
}
