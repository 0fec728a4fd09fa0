import { canonical } from './canonical.ts';

/** One place at which two values differ. What one of them lacks is undefined there. */
export interface PlanDifference {
  /** Where: `limits.floor`, `strategy.stages[1].duration`. */
  readonly path: string;
  readonly planned: unknown;
  readonly now: unknown;
}

/**
 * Every place at which two JSON values differ, named by its path, in the order of the canonical form. Nothing when they are
 * the same. Objects and lists are compared part by part; a part that only one of them has is one difference.
 */
export function planDifferences(planned: unknown, now: unknown, path = ''): readonly PlanDifference[] {
  if (Array.isArray(planned) && Array.isArray(now)) return between(planned, now, (index) => `${path}[${index}]`);
  if (isObject(planned) && isObject(now)) return between(planned, now, (key) => place(path, key));
  return isSame(planned, now) ? [] : [{ path: path === '' ? 'plan' : path, planned, now }];
}

/** A difference as people read it: `bake.duration: 1800000, now 600000`. */
export const planDifferenceText = ({ path, planned, now }: PlanDifference): string =>
  `${path}: planned ${valueText(planned)}, now ${valueText(now)}`;

/** Several differences on one line; past the first few only their number. */
export function planDifferencesText(all: readonly PlanDifference[], most = 5): string {
  const shown = all.slice(0, most).map(planDifferenceText).join(' · ');
  return all.length > most ? `${shown} · and ${all.length - most} more` : shown;
}

type Parts = Readonly<Record<string, unknown>>;

function between(planned: object, now: object, at: (key: string) => string): readonly PlanDifference[] {
  const keys = [...new Set([...Object.keys(planned), ...Object.keys(now)])];
  // Indexes of lists count, keys of objects have the order of the canonical form.
  const inOrder = Array.isArray(planned) ? keys.sort((one, other) => Number(one) - Number(other)) : keys.sort();
  return inOrder.flatMap((key) => planDifferences(member(planned, key), member(now, key), at(key)));
}

// A key such as __proto__ is read as what stands in the value, never as what it inherits.
const member = (of: object, key: string): unknown => (Object.hasOwn(of, key) ? (of as Parts)[key] : undefined);

const isObject = (value: unknown): value is Parts =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSame = (planned: unknown, now: unknown): boolean =>
  planned === undefined || now === undefined ? planned === now : canonical(planned) === canonical(now);

const PLAIN = /^[A-Za-z_][A-Za-z0-9_-]*$/;

const place = (path: string, key: string): string => {
  const name = PLAIN.test(key) ? key : JSON.stringify(key);
  return path === '' ? name : `${path}.${name}`;
};

const LONGEST = 80;

function valueText(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : canonical(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
