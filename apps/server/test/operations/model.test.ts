import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openAccount } from '@latchkey/contract/account';
import { acceptHandover, cancelHandover, offerHandover, readHandover } from '@latchkey/contract/handover';
import {
  acceptAsNewPerson,
  acceptInvitation,
  declineInvitation,
  resendInvitation,
  sendInvitation,
  withdrawInvitation,
} from '@latchkey/contract/invitation';
import {
  changeRoles,
  deleteMembers,
  leaveAccount,
  listMembers,
  reinstateMembers,
  suspendMembers,
} from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { type GrantableRole, grantableRoles } from '@latchkey/domain/role';
import fc from 'fast-check';
import { sweepHandovers } from '../../src/handover/effect.ts';
import { invitationLink } from '../../src/invitation/links.ts';
import { sweepInvitations } from '../../src/invitation/sweeping.ts';
import { company, PASSWORD, personWithoutProfile, signedIn } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { AccountModel } from './account-model.ts';
import { outcomeOf } from './crowd.ts';
import { forgetAttempts } from './samples.ts';

const [SEED, RUNS, STEPS] = [20_260_716, 20, 25];
const HOUR_MS = 3_600_000;
/** The first opens the account; these are people already, the rest become people by accepting. */
const KNOWN = 4;
const PEOPLE = 6;
const NOBODY = '01990000-0000-7000-8000-000000000000';

let server: TestServer;
let runs = 0;
before(async () => {
  server = await testServer({ signUp: true });
  await company(server);
  for (let at = 0; at < KNOWN; at += 1) await personWithoutProfile(server, `Known${at}`);
});
after(() => server.stop());

test('P5 P6 P7 P11 P12 I6: whatever is done in whatever order, states, roles and counts are those of a simple model', async () => {
  const property = fc.asyncProperty(fc.commands(commands, { maxCommands: STEPS, size: 'max' }), async (chosen) => {
    const real = await Real.open();
    await fc.asyncModelRun(() => ({ model: new AccountModel(PEOPLE), real }), chosen);
  });
  await fc.assert(property, { seed: SEED, numRuns: RUNS, endOnFailure: true });
});

/** One account on the server, and the browsers of whoever may be in it. */
class Real {
  readonly accountId: string;
  readonly emails: string[];
  readonly member: (string | undefined)[] = [];
  readonly links: string[][] = Array.from({ length: PEOPLE }, () => []);
  readonly isPerson: boolean[];
  private readonly invitation: { id: string; generation: number }[] = [];
  private browsers = new Map<number, TestBrowser>();

  constructor(accountId: string, emails: string[]) {
    this.accountId = accountId;
    this.emails = emails;
    this.isPerson = emails.map((_, at) => at < KNOWN);
  }

  /** An account of its own for one run, so that no run knows of another. */
  static async open(): Promise<Real> {
    await forgetAttempts(server);
    runs += 1;
    const emails = Array.from(
      { length: PEOPLE },
      (_, at) => `${at < KNOWN ? `known${at}` : `fresh${at}-${runs}`}@example.test`,
    );
    const founder = await signedIn(server, emails[0] ?? '');
    const { body } = await founder.call(openAccount, { body: { company_name: `Run ${runs}`, language: 'en' } });
    return new Real(String(body['account_id']), emails);
  }

  /** Somebody's browser, signed in since the clock was moved last. */
  async browser(of: number): Promise<TestBrowser> {
    const open = this.browsers.get(of) ?? (await signedIn(server, this.emails[of] ?? ''));
    this.browsers.set(of, open);
    return open;
  }

  async call(by: number, operation: Operation, body: object = {}): Promise<Answer> {
    return (await this.browser(by)).call(operation, { params: { account_id: this.accountId }, body });
  }

  async on(operation: Operation, by: number, whom: number, more: object = {}): Promise<string> {
    return outcomeOf(await this.call(by, operation, { items: [{ member_id: this.member[whom] ?? NOBODY, ...more }] }));
  }

  async invite(by: number, whom: number, role: GrantableRole): Promise<string> {
    const items = [{ email: this.emails[whom], role, language: 'en' }];
    const answer = await this.call(by, sendInvitation, { items });
    const [line] = (answer.body['results'] as { result?: { member_id: string; invitation_id: string } }[]) ?? [];
    if (line?.result) {
      this.member[whom] = line.result.member_id;
      this.keepLink(whom, { id: line.result.invitation_id, generation: 1 });
    }
    return outcomeOf(answer);
  }

  async resend(by: number, whom: number): Promise<string> {
    const outcome = await this.on(resendInvitation, by, whom);
    const last = this.invitation[whom];
    if (outcome === 'ok' && last) this.keepLink(whom, { id: last.id, generation: last.generation + 1 });
    return outcome;
  }

  private keepLink(whom: number, of: { id: string; generation: number }): void {
    this.invitation[whom] = of;
    this.links[whom]?.push(invitationLink(server.serving.kit, of.id, of.generation).split('#')[1] ?? '');
  }

  async accept(whom: number, link: string): Promise<string> {
    if (this.isPerson[whom])
      return outcomeOf(await (await this.browser(whom)).call(acceptInvitation, { body: { link } }));
    const body = { link, name: `Fresh ${whom}`, password: PASSWORD, language: 'en' };
    const outcome = outcomeOf(await new TestBrowser(server).call(acceptAsNewPerson, { body }));
    this.isPerson[whom] ||= outcome === 'ok';
    return outcome;
  }

  async handover(by: number): Promise<string> {
    const { body } = await this.call(by, readHandover);
    return (body['handover'] as { id: string } | null)?.id ?? NOBODY;
  }

  async pass(hours: number): Promise<void> {
    server.moveClock(hours * HOUR_MS);
    this.browsers = new Map();
    await sweepInvitations(server.serving.kit);
    await sweepHandovers(server.serving.kit);
    await forgetAttempts(server);
  }

  async list(by: number, query: Record<string, string>) {
    const params = { account_id: this.accountId };
    const { body } = await (await this.browser(by)).call(listMembers, { params, query: { limit: '50', ...query } });
    return body as { items: { id: string; email: string; status: string; role: string }[]; total: { count: number } };
  }
}

type Command = fc.AsyncCommand<AccountModel, Real>;
type Act = { expected: boolean; outcome: string };

/** The server does what the model does, or refuses what the model refuses; then both say the same of everybody. */
function command(
  name: string,
  act: (model: AccountModel, real: Real) => Promise<Act>,
  possible: Command['check'] = () => true,
): Command {
  return {
    check: possible,
    async run(model, real) {
      const { expected, outcome } = await act(model, real);
      assert.equal(outcome === 'ok', expected, `${name}: ${outcome}`);
      await agree(model, real, name);
    },
    toString: () => name,
  };
}

async function agree(model: AccountModel, real: Real, name: string): Promise<void> {
  const listed = await real.list(model.holder, {});
  const wanted = model.slots.flatMap(({ status, role }, at) =>
    status === 'none' ? [] : [`${real.emails[at]} ${status} ${role}`],
  );
  const found = listed.items.map(({ email, status, role }) => `${email} ${status} ${role}`);
  assert.deepEqual(found.toSorted(), wanted.toSorted(), name);
  assert.equal(listed.total.count, wanted.length, name);
  // Who comes back has the record from before (P7), so ids change.
  for (const { id, email } of listed.items) real.member[real.emails.indexOf(email)] = id;
  const invited = model.slots.filter(({ status }) => status === 'invited').length;
  assert.equal((await real.list(model.holder, { status: 'invited' })).total.count, invited, name);
  const [kept] = await server.look(
    `select (select count(*)::integer from member where account_id = $1 and role = 'holder' and status = 'active') as holders,
            (select count(*)::integer from invitation where account_id = $1 and ending is null) as open,
            (select count(*)::integer from handover where account_id = $1 and ending is null) as handovers`,
    [real.accountId],
  );
  assert.deepEqual(kept, { holders: 1, open: invited, handovers: model.handover ? 1 : 0 }, name);
}

const somebody = fc.nat({ max: PEOPLE - 1 });
/** Mostly the holder, -1, so that much succeeds. */
const actor = fc.oneof({ weight: 3, arbitrary: fc.constant(-1) }, { weight: 2, arbitrary: somebody });
const role = fc.constantFrom(...grantableRoles);

/** An act of somebody on somebody; who is nobody yet cannot act. */
function acting(
  name: string,
  act: (at: { model: AccountModel; real: Real; by: number; whom: number; role: GrantableRole }) => Promise<Act>,
): fc.Arbitrary<Command> {
  return fc.tuple(actor, somebody, role).map(([chosen, whom, given]) => {
    const byIn = (model: AccountModel) => (chosen === -1 ? model.holder : chosen);
    const said = `${chosen === -1 ? 'holder' : chosen} ${name} ${whom} (${given})`;
    return command(said, async (model, real) => {
      const by = real.isPerson[byIn(model)] ? byIn(model) : model.holder;
      return act({ model, real, by, whom, role: given });
    });
  });
}

const onMember = (name: 'suspend' | 'reinstate' | 'delete' | 'withdraw', operation: Operation) =>
  acting(name, async ({ model, real, by, whom }) => ({
    outcome: await real.on(operation, by, whom),
    expected: model[name](by, whom),
  }));

const commands = [
  ...[1, 2, 3].map(() =>
    acting('invite', async ({ model, real, by, whom, role: given }) => ({
      outcome: await real.invite(by, whom, given),
      expected: model.invite(by, whom, given),
    })),
  ),
  acting('resend', async ({ model, real, by, whom }) => {
    return { outcome: await real.resend(by, whom), expected: model.resend(by, whom) };
  }),
  onMember('suspend', suspendMembers),
  onMember('reinstate', reinstateMembers),
  onMember('delete', deleteMembers),
  onMember('withdraw', withdrawInvitation),
  acting('change-role', async ({ model, real, by, whom, role: given }) => ({
    outcome: await real.on(changeRoles, by, whom, { role: given }),
    expected: model.changeRole(by, whom, given),
  })),
  acting('leave', async ({ model, real, by }) => {
    return { outcome: outcomeOf(await real.call(by, leaveAccount)), expected: model.leave(by) };
  }),
  acting('offer', async ({ model, real, by, whom }) => {
    const body = { member_id: real.member[whom] ?? NOBODY };
    return { outcome: outcomeOf(await real.call(by, offerHandover, body)), expected: model.offer(by, whom) };
  }),
  acting('cancel', async ({ model, real, by }) => {
    const body = { handover_id: await real.handover(model.holder) };
    return { outcome: outcomeOf(await real.call(by, cancelHandover, body)), expected: model.cancelHandover(by) };
  }),
  ...[1, 2].map(() =>
    role.map((old) =>
      command(
        `the successor accepts (${old})`,
        async (model, real) => {
          const by = model.handover?.to ?? model.holder;
          const body = { handover_id: await real.handover(model.holder), old_holder_role: old };
          const outcome = outcomeOf(await real.call(by, acceptHandover, body));
          return { outcome, expected: model.acceptHandover(by, old) };
        },
        (model) => model.handover !== undefined,
      ),
    ),
  ),
  ...[1, 2, 3].map(() =>
    somebody.map((whom) =>
      command(
        `${whom} accepts`,
        async (model, real) => {
          return { outcome: await real.accept(whom, real.links[whom]?.at(-1) ?? ''), expected: model.accept(whom) };
        },
        (model) => model.at(whom).status === 'invited',
      ),
    ),
  ),
  somebody.map((whom) =>
    command(`${whom} follows every old link`, async (model, real) => {
      const links = real.links[whom] ?? [];
      const old = model.at(whom).status === 'invited' ? links.slice(0, -1) : links;
      for (const link of old) assert.notEqual(await real.accept(whom, link), 'ok');
      return { outcome: 'ok', expected: true };
    }),
  ),
  somebody.map((whom) =>
    command(
      `${whom} declines`,
      async (model, real) => {
        const body = { link: real.links[whom]?.at(-1) ?? '' };
        const outcome = outcomeOf(await new TestBrowser(server).call(declineInvitation, { body }));
        return { outcome, expected: model.decline(whom) };
      },
      (model) => model.at(whom).status === 'invited',
    ),
  ),
  fc.constantFrom(25, 25, 361).map((hours) =>
    command(`${hours} hours pass`, async (model, real) => {
      await real.pass(hours);
      model.pass(hours);
      return { outcome: 'ok', expected: true };
    }),
  ),
];
