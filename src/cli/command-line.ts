import { fileURLToPath } from 'node:url';
import { type Command, CommanderError } from 'commander';
import { ProblemError } from '../api/problem.ts';
import { surviveClosedPipes } from './closed-pipes.ts';
import { type CommandAction, doingFor } from './command.ts';
import { EXIT, exitOfProblem } from './exit.ts';
import { FIRST_WORDS } from './first-words.ts';
import { type GlobalOptions, type Invocation, invocationOf } from './invocation.ts';
import { slipsIn } from './known-variables.ts';
import { type Meant, meantBy } from './meant.ts';
import type { Outcome } from './outcome.ts';
import { printOutcome } from './printing.ts';
import { program } from './program.ts';
import { usageFailure } from './usage.ts';

// What this program is started by: children of it are started the same way.
const mainFile = fileURLToPath(import.meta.url).replace(/command-line(?=[.][jt]s$)/, 'main');

/** Runs one command and prints what it came to: data on stdout, talk on stderr. */
async function run(name: string, options: GlobalOptions, action: CommandAction): Promise<void> {
  const invocation = await invoked(options);
  if (options.quiet !== true) for (const slip of slipsIn(process.env)) process.stderr.write(`${slip}\n`);
  const outcome = await attempt(() => {
    if (invocation instanceof ProblemError) throw invocation;
    return action(doingFor(invocation, mainFile));
  });
  printOutcome(name, invocation instanceof ProblemError ? formOf(options) : invocation, outcome);
  process.exitCode = outcome.exit;
  // Who left with Ctrl-C does not wait for an answer that is still under way.
  if (outcome.exit === EXIT.interrupted) process.exit();
}

async function invoked(options: GlobalOptions): Promise<Invocation | ProblemError> {
  try {
    const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
    const invocation = invocationOf(options, process.env, isTerminal);
    if (invocation.unit === null) return invocation;
    const { withUnit } = await import('./unit-config.ts');
    const isConfigNamed = (options.config ?? process.env.PLIMSOLL_CONFIG ?? '') !== '';
    return await withUnit(invocation, invocation.unit, { isConfigNamed });
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
}

async function attempt(action: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await action();
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): Outcome {
  if (error instanceof ProblemError) return { exit: exitOfProblem(error), text: '', data: {}, errors: error.problems };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const problem = { code: 'bug', message, remedy: 'This is a bug in Plimsoll: report it with this text' };
  return { exit: EXIT.bug, text: '', data: {}, errors: [problem] };
}

async function main(argv: readonly string[]): Promise<void> {
  surviveClosedPipes();
  if (argv[0] === 'router' && argv[1]?.startsWith('--') === true) {
    const { runRouter } = await import('../compose.ts');
    process.exitCode = await runRouter(argv.slice(1));
    return;
  }
  const root = program(run, mainFile);
  if (argv[0] === '__complete') {
    const { complete } = await import('./completion/complete.ts');
    return complete(root, argv.slice(1));
  }
  const meant = meantBy(root, argv);
  if (meant.isHelp || meant.isVersion) {
    const { helpOutcome, versionOutcome } = await import('./about-itself.ts');
    const outcome = meant.isHelp ? helpOutcome(root, meant.name, process.stdout.columns) : versionOutcome();
    print(meant.isHelp ? 'help' : 'version', formOf(meant.options), outcome);
    return;
  }
  try {
    await root.parseAsync(argv, { from: 'user' });
  } catch (error) {
    notUnderstood(root, meant, error);
  }
}

function notUnderstood(root: Command, meant: Meant, error: unknown): void {
  const form = formOf(meant.options);
  if (!(error instanceof CommanderError)) {
    print('plimsoll', form, failure(error));
  } else if (error.code === 'commander.help' && meant.command === root && form.output === 'text') {
    process.stdout.write(`${FIRST_WORDS}\n`);
  } else if (error.exitCode !== 0) {
    print(meant.name || 'plimsoll', form, usageFailure(error, meant));
  }
}

function print(name: string, form: Pick<Invocation, 'output'>, outcome: Outcome): void {
  printOutcome(name, form, outcome);
  process.exitCode = outcome.exit;
}

/** In which form to answer, when not everything that was asked can be read. */
function formOf(options: GlobalOptions): Pick<Invocation, 'output'> {
  const output = options.json === true ? 'json' : (options.output ?? process.env.PLIMSOLL_OUTPUT);
  return { output: output === 'json' || output === 'ndjson' ? output : 'text' };
}

await main(process.argv.slice(2));
