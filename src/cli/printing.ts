import type { Invocation } from './invocation.ts';
import { documentOf, type Outcome } from './outcome.ts';
import { problemsText } from './render/problem.ts';
import { visible } from './render/visible.ts';

/** Prints what a command came to: data on stdout, and in text form its errors on stderr. */
export function printOutcome(name: string, { output }: Pick<Invocation, 'output'>, outcome: Outcome): void {
  if (output === 'text') {
    if (outcome.text !== '') process.stdout.write(`${visible(outcome.text)}\n`);
    if (outcome.errors !== undefined && outcome.errors.length > 0)
      process.stderr.write(`${visible(problemsText(outcome.errors))}\n`);
    return;
  }
  const document = documentOf(name, outcome);
  process.stdout.write(`${JSON.stringify(output === 'ndjson' ? { type: 'result', ...document } : document)}\n`);
}

/** Whoever read our output may leave, as `head` does: what is recorded decides the exit code, so that is no failure. */
export function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
