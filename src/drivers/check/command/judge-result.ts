import type { SuiteResult } from '../../../core/deployment/evidence.ts';
import { formatDuration, milliseconds } from '../../../core/kernel/duration.ts';
import type { CommandOutcome } from '../../shared/shell-command.ts';

/** What the result files of a run said together. */
export interface Results {
  /** Null where no file of tests was asked for. */
  readonly suites: readonly SuiteResult[] | null;
  /** The first file that says nothing, and why; null when all were read. */
  readonly problem: string | null;
}

/** Why a run did not go well, in one sentence; null when it did. Where no result is asked for the exit code alone judges. */
export function problemOf(outcome: CommandOutcome, timeout: number, results: Results): string | null {
  const ended = howItEnded(outcome, timeout);
  const tests = problemOfTests(results);
  if (ended === null) return tests;
  return tests === null ? ended : `${tests}, and ${ended}`;
}

function howItEnded({ timedOut, exitCode, endedBy }: CommandOutcome, timeout: number): string | null {
  if (timedOut) return `the command was not done after ${formatDuration(milliseconds(timeout))}`;
  if (exitCode === null) return `the command was ended by ${endedBy ?? 'a signal'}`;
  return exitCode === 0 ? null : `the command ended with exit code ${exitCode}`;
}

function problemOfTests({ suites, problem }: Results): string | null {
  if (suites === null) return problem;
  const sum = (of: 'total' | 'failed' | 'skipped') => suites.reduce((total, suite) => total + suite[of], 0);
  if (sum('failed') > 0) return `${sum('failed')} of ${sum('total')} tests failed`;
  if (problem !== null) return problem;
  if (sum('total') === 0) return 'the result holds no test';
  return sum('skipped') === sum('total') ? `all ${sum('total')} tests were skipped` : null;
}
