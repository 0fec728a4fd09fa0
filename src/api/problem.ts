import type { Changed } from './seen.ts';

/** What went wrong, where, and what to do next: the one error object of CLI, API, page and MCP. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** The next command or step, as an instruction. */
  readonly remedy: string;
  readonly path?: string;
  readonly line?: number;
  readonly col?: number;
  /** The offending line and the length of what is marked in it. */
  readonly excerpt?: string;
  readonly length?: number;
}

/** The kinds of failure a caller must tell apart; each has one exit code and one HTTP status. */
export type ProblemKind =
  | 'usage'
  | 'config'
  | 'refused'
  | 'changed'
  | 'not-found'
  | 'not-signed-in'
  | 'not-allowed'
  | 'unavailable'
  | 'bug';

/** A request that was not granted, with every problem found. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly kind: ProblemKind;
  readonly problems: readonly Problem[];

  /** What happened since the caller looked; only where that is why it was not granted. */
  readonly changed: Changed | undefined;

  constructor(kind: ProblemKind, problems: readonly Problem[], changed?: Changed) {
    super(problems.map((problem) => problem.message).join('; '));
    this.kind = kind;
    this.problems = problems;
    this.changed = changed;
  }
}

/** The HTTP status of each kind. */
export const STATUS: Readonly<Record<ProblemKind, number>> = {
  usage: 400,
  config: 422,
  refused: 409,
  changed: 412,
  'not-found': 404,
  'not-signed-in': 401,
  'not-allowed': 403,
  unavailable: 503,
  bug: 500,
};
