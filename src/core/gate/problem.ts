/** What can be wrong with the text of a gate or trigger; programs may rely on the code. */
export type GateProblemCode =
  | 'gate-syntax'
  | 'gate-unit'
  | 'gate-metric'
  | 'gate-number'
  | 'gate-baseline'
  | 'gate-limit'
  | 'gate-contradiction';

/** Why a text is not a gate: a value with the place in the text, so that a caller can show line, column and caret. */
export interface GateProblem {
  readonly kind: 'gate-problem';
  readonly code: GateProblemCode;
  /** What is wrong. */
  readonly message: string;
  /** Why, in a few words to stand behind the caret; empty when the message says it all. */
  readonly label: string;
  /** What to write instead, as an instruction. */
  readonly remedy: string;
  /** Where it starts in the text, counted in UTF-16 units from 0. */
  readonly start: number;
  /** How long it is; at least 1, also at the end of the text. */
  readonly length: number;
}

/** A place in the text: [start, end). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Makes a problem at a place in the text. */
export const problemAt = (
  at: Span,
  code: GateProblemCode,
  message: string,
  remedy: string,
  label = '',
): GateProblem => ({
  kind: 'gate-problem',
  code,
  message,
  label,
  remedy,
  start: at.start,
  length: Math.max(1, at.end - at.start),
});

/** Whether an answer is a problem with the text. */
export const isGateProblem = (answer: unknown): answer is GateProblem =>
  typeof answer === 'object' && answer !== null && (answer as { kind?: unknown }).kind === 'gate-problem';
