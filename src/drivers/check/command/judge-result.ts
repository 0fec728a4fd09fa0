import type { SuiteResult } from '../../../core/deployment/evidence.ts';
import { formatDuration, milliseconds } from '../../../core/kernel/duration.ts';
import type { CommandOutcome } from '../../shared/shell-command.ts';

/** What the result files of a run said together. */
export interface Results {
  readonly suites: readonly SuiteResult[];
  /** The first file that says nothing, and why; null when all were read. */
  readonly problem: string | null;
}

/** Why a check did not pass, in one sentence; null when it passed. Results are null where exit code alone judges. */
export function problemOf(outcome: CommandOutcome, timeout: number, results: Results | null): string | null {
  const ended = howItEnded(outcome, timeout);
  const tests = results === null ? null : problemOfTests(results);
  if (ended === null) return tests;
  return tests === null ? ended : `${tests}, and ${ended}`;
}

function howItEnded({ timedOut, exitCode, endedBy }: CommandOutcome, timeout: number): string | null {
  if (timedOut) return `the command was not done after ${formatDuration(milliseconds(timeout))}`;
  if (exitCode === null) return `the command was ended by ${endedBy ?? 'a signal'}`;
  return exitCode === 0 ? null : `the command ended with exit code ${exitCode}`;
}

function problemOfTests({ suites, problem }: Results): string | null {
  const sum = (of: 'total' | 'failed' | 'skipped') => suites.reduce((total, suite) => total + suite[of], 0);
  if (sum('failed') > 0) return `${sum('failed')} of ${sum('total')} tests failed`;
  if (problem !== null) return problem;
  if (sum('total') === 0) return 'the result holds no test';
  return sum('skipped') === sum('total') ? `all ${sum('total')} tests were skipped` : null;
}
