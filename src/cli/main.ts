#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { ProblemError } from '../api/problem.ts';
import { type CommandAction, doingFor } from './command.ts';
import { EXIT, exitOfProblem } from './exit.ts';
import { type GlobalOptions, invocationOf } from './invocation.ts';
import { documentOf, type Outcome } from './outcome.ts';
import { program } from './program.ts';
import { problemsText } from './render/problem.ts';

const mainFile = fileURLToPath(import.meta.url);

/** Runs one command and prints what it came to: data on stdout, talk on stderr. */
async function run(name: string, options: GlobalOptions, action: CommandAction): Promise<void> {
  const invocation = invocationOf(options, process.env, process.stdin.isTTY === true && process.stdout.isTTY === true);
  const outcome = await attempt(() => action(doingFor(invocation, mainFile)));
  const document = documentOf(name, outcome);
  if (invocation.output === 'json') process.stdout.write(`${JSON.stringify(document)}\n`);
  else if (invocation.output === 'ndjson') process.stdout.write(`${JSON.stringify({ type: 'result', ...document })}\n`);
  else if (outcome.text !== '') process.stdout.write(`${outcome.text}\n`);
  if (invocation.output === 'text' && outcome.errors !== undefined)
    process.stderr.write(`${problemsText(outcome.errors)}\n`);
  process.exitCode = outcome.exit;
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
  if (argv[0] === 'router') {
    const { runRouter } = await import('../compose.ts');
    process.exitCode = await runRouter(argv.slice(1));
    return;
  }
  try {
    await program(run, mainFile).parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    await run('usage', usageOptions(argv), async () => usageFailure(error));
  }
}

/** A command line that could not be parsed still says how it wants to be answered. */
function usageOptions(argv: readonly string[]): GlobalOptions {
  const asked = argv.find((_, index) => argv[index - 1] === '-o' || argv[index - 1] === '--output');
  return { ...(asked === undefined ? {} : { output: asked }), json: argv.includes('--json') };
}

function usageFailure(error: CommanderError): Outcome {
  const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  const errors = [{ code: 'usage', message, remedy: 'See what there is: plimsoll --help' }];
  return { exit: EXIT.usage, text: '', data: {}, errors };
}

await main(process.argv.slice(2));
