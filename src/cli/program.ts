import { Command } from 'commander';
import { begin } from './program/begin.ts';
import { blackout } from './program/blackout.ts';
import { decide } from './program/decide.ts';
import { environment } from './program/environment.ts';
import { evidence } from './program/evidence.ts';
import { gate } from './program/gate.ts';
import { addGlobals } from './program/globals.ts';
import { identity } from './program/identity.ts';
import { mcp } from './program/mcp.ts';
import { policy } from './program/policy.ts';
import { prompt } from './program/prompt.ts';
import { prove } from './program/prove.ts';
import { report } from './program/report.ts';
import { router } from './program/router.ts';
import type { Run } from './program/run.ts';
import { serve } from './program/serve.ts';
import { ship } from './program/ship.ts';
import { simulate } from './program/simulate.ts';
import { statement } from './program/statement.ts';
import { target } from './program/target.ts';
import { telling } from './program/telling.ts';
import { watch } from './program/watch.ts';

/** The command line: every command with its flags, in six groups. What a command does is in commands/. */
export function program(run: Run, mainFile: string): Command {
  const root = new Command('plimsoll');
  root.description('Ships verified code safely to production.');
  addGlobals(root);
  root
    // Help and version are answered before anything is parsed, wherever they stand.
    .helpOption(false)
    .helpCommand(false)
    .showSuggestionAfterError(true)
    // What is wrong with a command line is said by the entry point, in the shape of every other error.
    .configureOutput({ outputError: () => undefined, writeErr: () => undefined })
    .exitOverride();
  root.commandsGroup('Start:');
  begin(root, run);
  root.commandsGroup('Ship:');
  ship(root, run);
  root.commandsGroup('Watch:');
  watch(root, run);
  root.commandsGroup('Decide:');
  decide(root, run);
  statement(root, run);
  environment(root, run);
  policy(root, run);
  root.commandsGroup('Prove:');
  report(root, run);
  prove(root, run);
  evidence(root, run);
  gate(root, run);
  simulate(root, run);
  target(root, run);
  blackout(root, run);
  prompt(root, run);
  root.commandsGroup('Serve:');
  serve(root, run, mainFile);
  router(root, run, mainFile);
  identity(root, run);
  mcp(root, run);
  telling(root, run);
  return root;
}
