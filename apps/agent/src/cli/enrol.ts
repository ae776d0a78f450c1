import type { Command } from 'commander';
import { setCodeIn } from '../access-code.ts';
import { build } from '../build.ts';
import { type Enrolled, enrol } from '../enrol.ts';
import { identityIn } from '../identity.ts';
import { stateFolder } from '../places.ts';
import { screenProblem, screenSource } from '../screen/platform.ts';
import { Trouble } from '../trouble.ts';
import { takeOut } from './remove.ts';
import { askCode, canAsk, codeFromStdin } from './secret.ts';
import { run, say, shown, STATE } from './words.ts';

type Options = {
  pin?: string;
  state?: string;
  display?: string;
  desktopUser?: string;
  codeFromStdin?: true;
  insteadOf?: string;
};

/** `enrol`: makes this machine a computer of the account that a code belongs to. */
export function addEnrol(program: Command): void {
  program
    .command('enrol')
    .description('make this machine a computer of the account that the code belongs to')
    .argument('<url>', 'the address of the Latchkey server')
    .argument('<code>', 'the enrolment code from its Computers page')
    .option('--pin <base64>', 'the public key of the server, where it made its certificate itself')
    .option(...STATE)
    .option('--display <display>', 'the X display to show, like :0')
    .option('--desktop-user <name>', 'make a desktop for this account where none runs')
    .option('--code-from-stdin', 'read the access code from standard input, for programs')
    .option(
      '--instead-of <account>',
      'take this machine out of that account first: its company name as status shows it',
    )
    .action((url: string, code: string, options: Options) => run(() => enrolHere(url, code, options)));
}

async function enrolHere(url: string, code: string, options: Options): Promise<void> {
  const state = stateFolder(options.state);
  await leaveFirst(state, options.insteadOf);
  // Read before anything is made: a code that can't be one changes nothing.
  const piped = options.codeFromStdin ? await codeFromStdin() : undefined;
  const enrolled = await enrol({ url, code, pin: options.pin, state, version: build.version });
  sayEnrolled(enrolled);
  const accessCode = piped ?? (canAsk() ? await askForCode(enrolled) : undefined);
  if (accessCode === undefined) say('No access code is set yet, so nobody can connect: latchkey-agent code set');
  else await setCodeIn(state, { code: accessCode, whose: null });
  await sayScreen(options);
  say('To keep it running, now and after a restart of this machine: latchkey-agent install');
}

/** A machine belongs to one account; whoever moves it has to know which (C2). */
async function leaveFirst(state: string, named: string | undefined): Promise<void> {
  const identity = await identityIn(state);
  if (!identity) return;
  if (named === undefined)
    throw new Trouble(
      `This machine is a computer of ${shown(identity.account)} already (${identity.public_url}). Take it out first with latchkey-agent remove, or say --instead-of and that name.`,
    );
  if (named !== identity.account)
    throw new Trouble(`This machine is a computer of ${shown(identity.account)}, not of ${shown(named)}.`);
  await takeOut(state, identity);
}

function sayEnrolled({ name, company_name, status, owner }: Enrolled): void {
  say(`This machine is now “${shown(name)}” of ${shown(company_name)}.`);
  if (status === 'waiting') say('Somebody who manages its computers has to approve it before anybody can connect.');
  if (owner) say(`It belongs to ${shown(owner.name)}.`);
}

async function askForCode({ owner }: Enrolled): Promise<string | undefined> {
  const whose = owner ? `the access code of ${shown(owner.name)}` : 'the access code that people begin with';
  say(`Set ${whose}. It never leaves this machine; the server does not learn it.`);
  return askCode({ maySkip: true });
}

/** Says what is missing for a screen; enrolled it is all the same. */
async function sayScreen({ display, desktopUser }: Options): Promise<void> {
  const problem = await screenProblem(screenSource({ display, desktopUser }));
  if (problem !== undefined) say(`Its screen can't be shown yet. ${problem}`);
}
