import { annotation, defused, isOnGithub } from './github/workflow-command.ts';
import type { Invocation } from './invocation.ts';
import { documentOf, type Outcome } from './outcome.ts';
import { type Look, lookOf } from './render/look.ts';
import { problemsText } from './render/problem.ts';
import { shown } from './render/shown.ts';
import { colored, written } from './render/styled.ts';
import { visibleJson } from './render/visible.ts';

/** How a command was asked to print. */
type Asked = Pick<Invocation, 'output'> & Partial<Pick<Invocation, 'color' | 'ascii' | 'zone'>>;

/** Prints what a command came to: data on stdout, and in text form its errors on stderr. */
export function printOutcome(name: string, asked: Asked, outcome: Outcome): void {
  const { output } = asked;
  const { env, stdout, stderr } = process;
  if (isOnGithub(env))
    for (const problem of outcome.errors ?? []) stderr.write(`${annotation(problem, env.GITHUB_WORKSPACE)}\n`);
  if (output === 'text') {
    if (outcome.text !== '') stdout.write(`${outcomeText(outcome, lookFor(asked, stdout.isTTY === true), env)}\n`);
    if (outcome.errors !== undefined && outcome.errors.length > 0)
      stderr.write(`${errorsText(outcome.errors, lookFor(asked, stderr.isTTY === true), env)}\n`);
    return;
  }
  if (output === 'json' && outcome.document !== undefined) {
    process.stdout.write(`${visibleJson(outcome.document)}\n`);
    return;
  }
  const document = documentOf(name, outcome);
  process.stdout.write(`${visibleJson(output === 'ndjson' ? { type: 'result', ...document } : document)}\n`);
}

const lookFor = ({ color = 'auto', ascii = false, zone = 'UTC' }: Asked, isTerminal: boolean): Look =>
  lookOf({ color, ascii, zone }, { env: process.env, isTerminal });

// Where colour is wanted, its codes are put around pieces that were made harmless one by one.
function outcomeText({ text, lines }: Outcome, look: Look, env: NodeJS.ProcessEnv): string {
  if (lines === undefined || !look.color) return shown(text, env, look.ascii);
  const pieces = lines.map((line) => written(line, look)).join('\n');
  return isOnGithub(env) ? defused(pieces) : pieces;
}

function errorsText(errors: NonNullable<Outcome['errors']>, look: Look, env: NodeJS.ProcessEnv): string {
  const text = shown(problemsText(errors), env, look.ascii);
  return look.color ? text.replaceAll(/^error\[[a-z0-9-]+\]/gm, (head) => colored(head, 'bad')) : text;
}
