/** We have a bug. Never caught on the way; the outermost layer turns it into a report. */
export class InvariantViolation extends Error {
  override readonly name = 'InvariantViolation';
}

/** Ends a switch over a union: reaching it is a bug the compiler should have found. */
export function unreachable(value: never): never {
  throw new InvariantViolation(`unreachable: ${JSON.stringify(value)}`);
}
