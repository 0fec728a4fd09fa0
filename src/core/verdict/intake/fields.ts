import type { RecordProblem } from './record.ts';

/** Thrown inside `readRecord` alone: reading stops at the first field that is wrong. */
export class WrongField extends Error {
  readonly problem: RecordProblem;

  constructor(problem: RecordProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Ends the reading of a record. */
export function wrong(
  code: RecordProblem['code'],
  path: readonly (string | number)[],
  message: string,
  remedy: string,
): never {
  throw new WrongField({ path, code, message, remedy });
}

/** A number that may be impossible (negative, infinite) or null, but is no text or list. */
export function numberOrNull(value: unknown, path: readonly (string | number)[]): number | null {
  if (typeof value === 'number' || value === null) return value;
  return wrong('record-type', path, `${pathText(path)} is ${spoken(value)}, not a number`, 'write a number');
}

/** A number that is one: what orders records cannot be missing. */
export function finite(value: unknown, path: readonly (string | number)[]): number {
  const number = numberOrNull(value, path);
  if (number !== null && Number.isFinite(number)) return number;
  return wrong('record-type', path, `${pathText(path)} is ${spoken(value)}, not a finite number`, 'write a number');
}

/** A text. */
export function text(value: unknown, path: readonly (string | number)[]): string {
  if (typeof value === 'string') return value;
  return wrong('record-type', path, `${pathText(path)} is ${spoken(value)}, not a text`, 'write a text in quotes');
}

/** True or false. */
export function truth(value: unknown, path: readonly (string | number)[]): boolean {
  if (typeof value === 'boolean') return value;
  return wrong('record-type', path, `${pathText(path)} is ${spoken(value)}, not true or false`, 'write true or false');
}

/** A list. */
export function list(value: unknown, path: readonly (string | number)[]): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return wrong('record-type', path, `${pathText(path)} is ${spoken(value)}, not a list`, 'write a list: [ ]');
}

/** An object with named fields. */
export function fields(value: unknown, path: readonly (string | number)[]): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  return wrong('record-type', path, `${pathText(path)} is ${spoken(value)}, not an object`, 'write an object: { }');
}

/** A field as people name it: `histogram.counts[2]`. */
export const pathText = (path: readonly (string | number)[]): string =>
  path.reduce<string>((said, part) => {
    if (typeof part === 'number') return `${said}[${part}]`;
    return said === '' ? part : `${said}.${part}`;
  }, '') || 'the record';

/** What a value is, in a few words. */
function spoken(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'a text';
  return typeof value === 'object' ? 'an object' : String(value);
}
