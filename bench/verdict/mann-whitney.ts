/** Two-sided 98 %, and a quarter of the estimated shift as tolerance: what canary analysis over minutes is usually set to. */
const Z = 2.3263;
const TOLERANCE = 0.25;

/**
 * Whether the values of one sample are higher than another's: the lower bound of the shift between them, from the ordered
 * differences of all pairs, lies above the tolerance.
 */
export function isHigher(ones: readonly number[], others: readonly number[]): boolean {
  const pairs = ones.flatMap((one) => others.map((other) => one - other)).sort((one, other) => one - other);
  const count = pairs.length;
  if (count === 0) return false;
  const spread = Math.sqrt((count * (ones.length + others.length + 1)) / 12);
  const lower = pairs[Math.max(0, Math.floor(count / 2 - Z * spread))] ?? 0;
  const middle = ((pairs[Math.floor((count - 1) / 2)] ?? 0) + (pairs[Math.floor(count / 2)] ?? 0)) / 2;
  return lower > TOLERANCE * Math.max(0, middle) && lower > 0;
}
