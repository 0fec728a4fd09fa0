import { type Problem, ProblemError, type ProblemKind } from '../api/problem.ts';
import type { Refusal } from '../core/kernel/refusal.ts';
import { isRefusal } from '../core/kernel/refusal.ts';
import { DriverError } from '../ports/driver-error.ts';
import { JournalUnavailable } from '../ports/journal.ts';

const KINDS: Readonly<Record<string, ProblemKind>> = {
  'no-such-deployment': 'not-found',
  'answer-not-by-a-person': 'not-allowed',
  'held-by-a-person': 'not-allowed',
  'not-its-own': 'not-allowed',
  'prune-not-allowed': 'not-allowed',
  'role-may-not': 'not-allowed',
  'proof-too-weak': 'not-allowed',
  'token-not-for-this': 'not-allowed',
  'token-for-another-unit': 'not-allowed',
  'token-for-another-environment': 'not-allowed',
  'owner-is-another': 'not-allowed',
  'not-signed-in': 'not-signed-in',
  'token-malformed': 'not-signed-in',
  'token-unknown': 'not-signed-in',
  'token-expired': 'not-signed-in',
  'token-revoked': 'not-signed-in',
  'session-unknown': 'not-signed-in',
  'session-expired': 'not-signed-in',
  'session-ended': 'not-signed-in',
  'session-idle': 'not-signed-in',
  'no-such-token': 'not-found',
  'no-such-login': 'not-found',
};

/** A refusal of the rules, as the caller gets it. */
export function refused({ code, message, remedy }: Refusal): ProblemError {
  return new ProblemError(KINDS[code] ?? 'refused', [{ code, message, remedy }]);
}

/** The value, or the refusal thrown as a ProblemError. */
export function granted<T>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw refused(answer);
  return answer as T;
}

/** One problem of a kind. */
export const problem = (kind: ProblemKind, one: Problem): ProblemError => new ProblemError(kind, [one]);

/** Any error as a ProblemError: what the world failed at, what the journal cannot take, and what is our own bug. */
export function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof DriverError) {
    return problem('refused', {
      code: 'world-failed',
      message: error.message,
      remedy: 'Mend that, then look what else is missing: plimsoll doctor',
    });
  }
  if (error instanceof JournalUnavailable) {
    const remedy = 'Nothing was decided. Mend the disk or folder; traffic stays where it is';
    return problem('unavailable', { code: `journal-${error.code}`, message: error.message, remedy });
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return problem('bug', {
    code: 'bug',
    message,
    remedy: 'This is a bug in Plimsoll: report it with the log of the control plane',
  });
}
