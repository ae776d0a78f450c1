#!/usr/bin/env node
// The agent: shows this computer to those whom its account lets in. `latchkey-agent --help` says what it can do.
import { Command } from 'commander';
import { build } from './build.ts';
import { addCode } from './cli/code.ts';
import { addEnd } from './cli/end.ts';
import { addEnrol } from './cli/enrol.ts';
import { addInstall } from './cli/install.ts';
import { addRemove } from './cli/remove.ts';
import { addRun } from './cli/run.ts';
import { addStatus } from './cli/status.ts';
import { addUpdate } from './cli/update.ts';

const program = new Command('latchkey-agent')
  .description('Makes this computer one that people of its Latchkey account can see and control, with an access code.')
  .version(build.version)
  .showHelpAfterError();

for (const addTo of [addEnrol, addRun, addInstall, addStatus, addEnd, addCode, addRemove, addUpdate]) addTo(program);

// Not awaited: the bundle is a CommonJS module, which has no await of its own.
void program.parseAsync();
