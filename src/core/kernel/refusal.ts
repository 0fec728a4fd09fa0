/** The rules forbid what was asked: a value, expected, shown to people and agents alike. */
export interface Refusal {
  readonly kind: 'refusal';
  /** Stable, lower-kebab; programs may rely on it. */
  readonly code: string;
  readonly message: string;
  /** What to do instead, as an instruction. */
  readonly remedy: string;
}

/** Makes a refusal. */
export const refuse = (code: string, message: string, remedy: string): Refusal => ({
  kind: 'refusal',
  code,
  message,
  remedy,
});

/** Whether an answer is a refusal. */
export const isRefusal = (answer: unknown): answer is Refusal =>
  typeof answer === 'object' && answer !== null && (answer as { kind?: unknown }).kind === 'refusal';
